import type { Json } from '../store/fingerprint.js';
import { nameOf, type Reason, reasonOf } from './causes.js';
import type { FoundStep } from './closure.js';
import type { Declaration } from './declaration.js';
import { type Difference, differencesOf } from './differences.js';
import { digestOfJson, type Lock } from './lock.js';
import { fieldReason, type Wording } from './reasons.js';

/**
 * What decides results and is not as it was locked. `lockedConfig` is the locked experiment as it is decided today;
 * undefined where its text is no experiment any more.
 */
export function driftOf(lock: Lock, now: Declaration, lockedConfig: Json | undefined, wording: Wording): Reason[] {
  return [...experimentDrift(lock, now, lockedConfig, wording), ...surroundingDrift(lock, now)];
}

/** Steps whose fingerprints are not as locked, though nothing that was declared differs; as far as the cache knows them. */
export function keyDrift({ steps }: Lock, found: readonly FoundStep[]): Reason[] {
  const isOther = new Set(found.filter(({ step, key }) => !steps[step.id]?.startsWith(key)).map(({ step }) => step.id));
  return found
    .filter(({ step }) => isOther.has(step.id) && !step.needs.some((need) => isOther.has(need)))
    .map(({ step: { id }, key }) => internal(`key of ${id}`, steps[id]?.split(' ')[0], key));
}

function experimentDrift(
  { experiment }: Lock,
  { config }: Declaration,
  lockedConfig: Json | undefined,
  wording: Wording,
): Reason[] {
  const digest = digestOfJson(config);
  if (digest === experiment.digest) return [];
  const differences = lockedConfig === undefined ? [] : differencesOf(lockedConfig, config);
  const reasons = differences.map(({ field, ...change }) => fieldReason(field, wording, { change }));
  // A layer differs in every model that has it.
  if (reasons.length > 0) return [...new Map(reasons.map((reason) => [nameOf(reason), reason])).values()];
  // This version decides the same text differently.
  return [internal('digest of the decided experiment', experiment.digest, digest)];
}

function surroundingDrift({ engines, datasets, fused, stages }: Lock, now: Declaration): Reason[] {
  const lockedVersions = Object.fromEntries(Object.entries(stages).map(([stage, { version }]) => [stage, { version }]));
  const versions = Object.fromEntries(
    Object.entries(now.stageVersions).map(([stage, version]) => [stage, { version }]),
  );
  const locked = { engines, datasets, fused, stages: lockedVersions };
  const current = { engines: now.engines, datasets: now.datasets, fused: now.fused, stages: versions };
  const differences = differencesOf(locked, current);
  return differences.map(({ field, before, after }) => internal(field.join('.'), before, after));
}

function internal(field: string, before: Difference['before'], after: Difference['after']): Reason {
  return { ...reasonOf('internal'), field, change: { before, after } };
}
