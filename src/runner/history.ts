import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { isListOf, isObject, isQuantity, isText, parseJson } from '../formats/json-shape.js';
import { writeAtomically } from '../store/atomic-file.js';
import { isDigest, type Key } from '../store/fingerprint.js';
import { readFileUpTo } from '../store/read-file.js';
import type { Step } from './step.js';
import type { StepRecord } from './step-record.js';

/** What the last run of an experiment left for `why` and `plan`; none of it is ever needed for a result. */
export interface History {
  /** The key of each step when it last ended well. */
  readonly keys: Readonly<Record<string, Key>>;
  /** How long each step took when it last ran. */
  readonly secondsOfStep: Readonly<Record<string, number>>;
  /** Sizes of its artifacts, added up. */
  readonly bytesOfStep: Readonly<Record<string, number>>;
  /** Steps of earlier runs that the experiment no longer had in its last run. */
  readonly former: readonly string[];
  /** Steps of the experiment that no run has brought to a good end. */
  readonly unfinished: readonly string[];
}

export const NO_HISTORY: History = { keys: {}, secondsOfStep: {}, bytesOfStep: {}, former: [], unfinished: [] };

export function readHistory(cache: string, experiment: string): History {
  const bytes = readFileUpTo(historyFile(cache, experiment), MOST_BYTES);
  const read = bytes && parseJson(bytes);
  if (!isObject(read)) return NO_HISTORY;
  return {
    keys: those(read['keys'], isDigest),
    secondsOfStep: those(read['secondsOfStep'], isQuantity),
    bytesOfStep: those(read['bytesOfStep'], isQuantity),
    former: isListOf(read['former'], isText) ? read['former'] : [],
    unfinished: isListOf(read['unfinished'], isText) ? read['unfinished'] : [],
  };
}

const MOST_BYTES = 2 ** 28;

/** The entries of a history that can be such: it may come from anywhere, and spares work at best. */
function those<Value>(entries: unknown, isValue: (value: unknown) => value is Value): Readonly<Record<string, Value>> {
  const all = Object.entries(isObject(entries) ? entries : {});
  return Object.fromEntries(all.filter((entry): entry is [string, Value] => isValue(entry[1])));
}

/**
 * Names of the experiments that have a history, and when they last ran in milliseconds since 1970; the latest first. What cannot
 * be read is no history, or one of nobody knows when.
 */
export function pastExperiments(cache: string): { readonly name: string; readonly time: number }[] {
  const folder = path.join(cache, 'history');
  const files = orElse([], () => readdirSync(folder)).filter((file) => file.endsWith('.json'));
  const past = files.map((file) => ({
    name: path.basename(file, '.json'),
    time: orElse(0, () => statSync(path.join(folder, file)).mtimeMs),
  }));
  return past.sort((a, b) => b.time - a.time);
}

function orElse<Value>(substitute: Value, read: () => Value): Value {
  try {
    return read();
  } catch {
    return substitute;
  }
}

/** When each key was last part of a run of any experiment, in milliseconds since 1970. */
export function lastUses(cache: string): Map<Key, number> {
  const uses = new Map<Key, number>();
  for (const { name, time } of pastExperiments(cache).toReversed()) {
    for (const key of Object.values(readHistory(cache, name).keys)) uses.set(key, time);
  }
  return uses;
}

interface PastRun {
  /** All steps of the experiment. */
  readonly plan: readonly Step[];
  /** Those that were asked for. */
  readonly steps: readonly Step[];
  readonly records: ReadonlyMap<string, StepRecord>;
}

/** Also where nothing had to be done: the file's time says when its keys were last used. */
export function rememberRun(cache: string, experiment: string, { plan, steps, records }: PastRun): void {
  const before = readHistory(cache, experiment);
  const keys = { ...before.keys };
  const secondsOfStep = { ...before.secondsOfStep };
  const bytesOfStep = { ...before.bytesOfStep };
  for (const { id } of steps) {
    const record = records.get(id);
    if (record?.key !== undefined) {
      keys[id] = record.key;
      bytesOfStep[id] = sizeOf(record.artifacts);
    }
    if (record?.outcome === 'ran') secondsOfStep[id] = record.seconds;
  }
  const planned = new Set(plan.map(({ id }) => id));
  const former = Object.keys(keys).filter((id) => !planned.has(id));
  const unfinished = [...planned].filter((id) => keys[id] === undefined);
  tryToWrite(historyFile(cache, experiment), { keys, secondsOfStep, bytesOfStep, former, unfinished });
}

function sizeOf(artifacts: StepRecord['artifacts']): number {
  return Object.values(artifacts).reduce((sum, { size }) => sum + size, 0);
}

function tryToWrite(file: string, history: History): void {
  try {
    writeAtomically(file, Buffer.from(JSON.stringify(history)));
  } catch {
    // A cache that cannot be written serves as it is.
  }
}

export function historyFile(cache: string, experiment: string): string {
  return path.join(cache, 'history', `${experiment}.json`);
}
