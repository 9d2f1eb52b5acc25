import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { EngineId } from '../../engines/engine.js';
import { isListOf, isObject, isShallow, isText, type JsonObject, parseJson } from '../../formats/json-shape.js';
import type { Warning } from '../../language/warnings/warning.js';
import { writeAtomically } from '../../store/atomic-file.js';
import { type Digest, digestOf, isDigest, type Json, type Key } from '../../store/fingerprint.js';
import { readFileUpTo } from '../../store/read-file.js';
import type { Step } from '../step.js';
import type { StepRecord } from '../step-record.js';

/** An engine and the models that it trains. */
export interface UsedEngine extends EngineId {
  readonly models: readonly string[];
}

export interface RunInfo {
  readonly experiment: string;
  readonly source: RunSource;
  readonly versions: Readonly<Record<string, string>>;
  readonly engines: readonly UsedEngine[];
  /** All that are known: where the run did not come to its end, what steps would have turned up is not. */
  readonly warnings: readonly Warning[];
  /** The decided experiment; it holds no paths. */
  readonly config: Json;
}

/** Whose results a folder has: two files may give their experiments one name, and one file has variants. */
export interface RunSource {
  /** Name of the experiment file. */
  readonly file: string;
  /** Of its path from the results folder: tells files of one name apart, and says nothing of where they are. */
  readonly place: Digest;
  /** The --set arguments. */
  readonly set: readonly string[];
  /** Of the experiments that its matrix makes; null where there is none. */
  readonly case: string | null;
}

export function sourceOf(
  { file, set, case: name }: { file: string; set: readonly string[]; case: string | undefined },
  folder: string,
): RunSource {
  const place = path.relative(folder, path.resolve(file)).split(path.sep).join('/');
  return { file: path.basename(file), place: digestOf(Buffer.from(place)), set, case: name ?? null };
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
  const run = { ...info, steps: Object.fromEntries(entries) };
  const file = runJsonFile(folder);
  const isCached = entries.every(([, { outcome }]) => outcome === 'cached');
  const before = isCached ? readRunJson(folder) : undefined;
  if (before !== undefined && saysTheSame(before, run)) return;
  writeAtomically(file, Buffer.from(`${JSON.stringify(run, undefined, 1)}\n`));
}

/** What a `run.json` says, as far as other commands rely on it: it may be of an earlier release. */
export interface PastRun {
  readonly experiment: string;
  readonly config: JsonObject & { readonly [name: string]: Json };
  /** Earlier releases do not tell. */
  readonly source?: RunSource;
  readonly steps: Readonly<Record<string, PastStep>>;
}

interface PastStep {
  readonly stage: string;
  /** Null where the step did not come to a good end. */
  readonly key: Key | null;
  readonly artifacts: Readonly<Record<string, Digest>>;
}

const MOST_BYTES = 2 ** 28;

/** Undefined where a folder has none that can be read and believed: it may come from anywhere. */
export function readRunJson(folder: string): PastRun | undefined {
  const bytes = readFileUpTo(runJsonFile(folder), MOST_BYTES);
  const run = bytes && parseJson(bytes);
  return isPastRun(run) ? run : undefined;
}

function isPastRun(value: unknown): value is PastRun {
  if (!isObject(value)) return false;
  const { experiment, config, source, steps } = value;
  return (
    isText(experiment) &&
    isObject(config) &&
    isShallow(config) &&
    (source === undefined || isSource(source)) &&
    isObject(steps) &&
    Object.values(steps).every(isPastStep)
  );
}

function isSource(value: unknown): value is RunSource {
  if (!isObject(value)) return false;
  const { file, place, set, case: name } = value;
  return isText(file) && isDigest(place) && isListOf(set, isText) && (name === null || isText(name));
}

function isPastStep(value: unknown): value is PastStep {
  if (!isObject(value)) return false;
  const { stage, key, artifacts } = value;
  return (
    isText(stage) &&
    (key === null || isDigest(key)) &&
    isObject(artifacts) &&
    Object.values(artifacts).every((digest) => isDigest(digest))
  );
}

/** Of all but how each step came about. */
function saysTheSame({ steps: before, ...infoBefore }: PastRun, { steps, ...info }: RunInfo & Pick<PastRun, 'steps'>) {
  const whatWasMade = ({ stage, key, artifacts }: PastStep) => JSON.stringify([stage, key, artifacts]);
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
