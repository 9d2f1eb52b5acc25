import type { ConfigPath } from '../language/config.js';
import type { Json } from '../store/fingerprint.js';
import type { FoundStep } from './closure.js';
import type { Declaration } from './declaration.js';
import { digestOfJson, type Lock } from './lock.js';

const NOTHING = '(nothing)';

/** Something that decides results and is not as it was locked. */
export interface Drift {
  /** Such as `models.A.optimizer.learningRate` or `engines.simd.digest`. */
  readonly field: string;
  readonly locked: string;
  readonly now: string;
  /** Of the config, where the field is one of the experiment's, or the nearest part of it that is there now. */
  readonly path: ConfigPath | undefined;
}

/** `lockedConfig` is the locked experiment as it is decided today; undefined where its text is no experiment any more. */
export function driftOf(lock: Lock, now: Declaration, lockedConfig: Json | undefined): Drift[] {
  return [...experimentDrift(lock, now, lockedConfig), ...surroundingDrift(lock, now)];
}

/** Steps whose fingerprints are not as locked, though nothing that was declared differs; as far as the cache knows them. */
export function keyDrift({ steps }: Lock, found: readonly FoundStep[]): Drift[] {
  const isOther = new Set(found.filter(({ step, key }) => !steps[step.id]?.startsWith(key)).map(({ step }) => step.id));
  return found
    .filter(({ step }) => isOther.has(step.id) && !step.needs.some((need) => isOther.has(need)))
    .map(({ step: { id }, key }) => ({
      field: `key of ${id}`,
      locked: steps[id]?.split(' ')[0] ?? NOTHING,
      now: key,
      path: undefined,
    }));
}

function experimentDrift({ experiment }: Lock, { config }: Declaration, lockedConfig: Json | undefined): Drift[] {
  const digest = digestOfJson(config);
  if (digest === experiment.digest) return [];
  const fields = lockedConfig === undefined ? [] : differingFields(lockedConfig, config);
  if (fields.length > 0) return fields;
  // Only the order of models or choices is another, or this version decides the same text differently.
  return [{ field: 'digest of the decided experiment', locked: experiment.digest, now: digest, path: undefined }];
}

function surroundingDrift({ engines, datasets, stages }: Lock, now: Declaration): Drift[] {
  const lockedVersions = Object.fromEntries(Object.entries(stages).map(([stage, { version }]) => [stage, { version }]));
  const versions = Object.fromEntries(
    Object.entries(now.stageVersions).map(([stage, version]) => [stage, { version }]),
  );
  const locked = { engines, datasets, stages: lockedVersions };
  const fields = differingFields(locked, { engines: now.engines, datasets: now.datasets, stages: versions });
  return fields.map((drift) => ({ ...drift, path: drift.field.startsWith('datasets.') ? ['dataset'] : undefined }));
}

function differingFields(locked: Json, now: Json): Drift[] {
  const [before, after] = [new Map(fieldsOf(locked)), new Map(fieldsOf(now))];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap((field) => {
    const [a, b] = [before.get(field), after.get(field)];
    if (a?.text === b?.text) return [];
    return { field, locked: a?.text ?? NOTHING, now: b?.text ?? NOTHING, path: b?.path ?? nearest(field, after) };
  });
}

interface Field {
  readonly text: string;
  readonly path: ConfigPath;
}

/** Every scalar by a name that does not depend on its place in a list of things with names. */
function* fieldsOf(value: Json, name = '', path: ConfigPath = []): Iterable<[string, Field]> {
  if (value === null || typeof value !== 'object') {
    yield [name, { text: JSON.stringify(value), path }];
    return;
  }
  const within = (part: string) => (name === '' ? part : `${name}.${part}`);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      yield* fieldsOf(item, within(nameOf(item) ?? `${index}`), [...path, index]);
  } else {
    for (const [key, part] of Object.entries(value)) yield* fieldsOf(part as Json, within(key), [...path, key]);
  }
}

function nameOf(item: Json): string | undefined {
  const { name } = (item ?? {}) as { readonly name?: unknown };
  return typeof name === 'string' ? name : undefined;
}

/** The path of what contained a field that is gone, as far as it is still there. */
function nearest(field: string, now: ReadonlyMap<string, Field>): ConfigPath | undefined {
  const parts = field.split('.');
  for (let length = parts.length - 1; length > 0; length--) {
    const prefix = `${parts.slice(0, length).join('.')}.`;
    const sibling = [...now].find(([name]) => name.startsWith(prefix));
    if (sibling !== undefined) return sibling[1].path.slice(0, length);
  }
  return undefined;
}
