import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { EngineId } from '../engines/engine.js';
import type { Warning } from '../language/warnings/warning.js';
import type { StageName } from '../stages/stage.js';
import { writeAtomically } from '../store/atomic-file.js';
import { isIntact } from '../store/file-digest.js';
import type { Digest, Json } from '../store/fingerprint.js';
import { type Artifact, CorruptObject, type Store } from '../store/store.js';
import type { Step } from './step.js';
import type { StepRecord } from './step-record.js';

/** An engine and the models that it trains. */
export interface UsedEngine extends EngineId {
  readonly models: readonly string[];
}

export interface RunInfo {
  readonly experiment: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly engines: readonly UsedEngine[];
  /** All that are known: where the run did not come to its end, what steps would have turned up is not. */
  readonly warnings: readonly Warning[];
  /** The decided experiment; it holds no paths. */
  readonly config: Json;
}

/**
 * Copies the files of the results out of the cache; files that are there already with the same bytes stay untouched.
 * An object that turns out to be corrupt is dropped from the store and given back.
 */
export function writeReport(
  folder: string,
  files: ReadonlyMap<string, Artifact>,
  store: Store,
): CorruptObject | undefined {
  for (const [name, { digest }] of files) {
    const file = path.join(folder, name);
    if (isIntact(file, digest)) continue;
    const corrupt = orDiscard(store, digest, () => writeAtomically(file, store.pieces(digest)));
    if (corrupt !== undefined) return corrupt;
  }
  return undefined;
}

export function readOrDiscard(store: Store, digest: Digest): Uint8Array | CorruptObject {
  return orDiscard(store, digest, () => store.read(digest));
}

/** Drops an object that turns out to be corrupt, and gives that back. */
function orDiscard<Value>(store: Store, digest: Digest, use: () => Value): Value | CorruptObject {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof CorruptObject)) throw error;
    store.discard(digest);
    return error;
  }
}

export function runJsonFile(folder: string): string {
  return path.join(folder, 'run.json');
}

/** `run.json`: what it takes to say "reproduced". A run that found all of it in the cache leaves it as it is. */
export function writeRunJson(
  folder: string,
  info: RunInfo,
  steps: readonly Step[],
  records: ReadonlyMap<string, StepRecord>,
): void {
  const entries = steps.map(({ id, stage }) => [id, { stage, ...entryOf(records.get(id)) }] as const);
  const run: RunJson = { ...info, steps: Object.fromEntries(entries) };
  const file = runJsonFile(folder);
  const isCached = entries.every(([, { outcome }]) => outcome === 'cached');
  const before = isCached ? readRunJson(file) : undefined;
  if (before !== undefined && saysTheSame(before, run)) return;
  writeAtomically(file, Buffer.from(`${JSON.stringify(run, undefined, 1)}\n`));
}

type RunJson = RunInfo & {
  readonly steps: Readonly<Record<string, ReturnType<typeof entryOf> & { readonly stage: StageName }>>;
};

/** Undefined where there is none that can be read. */
export function readRunJson(file: string): RunJson | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunJson;
  } catch {
    return undefined;
  }
}

/** Of all but how each step came about. */
function saysTheSame({ steps: before, ...infoBefore }: RunJson, { steps, ...info }: RunJson): boolean {
  const whatWasMade = ({ stage, key, artifacts }: RunJson['steps'][string]) => JSON.stringify([stage, key, artifacts]);
  const ids = Object.keys(steps);
  return (
    isDeepStrictEqual(infoBefore, info) &&
    isDeepStrictEqual(Object.keys(before), ids) &&
    ids.every((id) => whatWasMade(before[id]) === whatWasMade(steps[id]))
  );
}

const NOTHING: Readonly<Record<string, Digest>> = {};

function entryOf(record: StepRecord | undefined) {
  if (record === undefined) return { key: null, outcome: 'skipped', seconds: 0, artifacts: NOTHING };
  const { key, outcome, seconds, artifacts, failure } = record;
  const digests = Object.fromEntries(Object.entries(artifacts).map(([name, { digest }]) => [name, digest]));
  return { key: key ?? null, outcome, seconds, artifacts: digests, ...(failure && { failure }) };
}
