import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../store/atomic-file.js';
import type { Key } from '../store/fingerprint.js';
import type { Step } from './step.js';
import type { StepRecord } from './step-record.js';

/** What the last run of an experiment left for `why` and `plan`; none of it is ever needed for a result. */
export interface History {
  /** The key of each step when it last ended well. */
  readonly keys: Readonly<Record<string, Key>>;
  /** How long each step took when it last ran. */
  readonly secondsOfStep: Readonly<Record<string, number>>;
}

export function readHistory(cache: string, experiment: string): History {
  try {
    const { keys = {}, secondsOfStep = {} } = JSON.parse(
      readFileSync(fileOf(cache, experiment), 'utf8'),
    ) as Partial<History>;
    return { keys, secondsOfStep };
  } catch {
    return { keys: {}, secondsOfStep: {} };
  }
}

/** When each key was last part of a run of any experiment, in milliseconds since 1970. */
export function lastUses(cache: string): Map<Key, number> {
  const uses = new Map<Key, number>();
  const folder = path.join(cache, 'history');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  for (const name of names) {
    const { mtimeMs } = statSync(path.join(folder, name));
    const keys = Object.values(readHistory(cache, path.basename(name, '.json')).keys);
    for (const key of keys) uses.set(key, Math.max(mtimeMs, uses.get(key) ?? 0));
  }
  return uses;
}

export function rememberRun(
  cache: string,
  experiment: string,
  steps: readonly Step[],
  records: ReadonlyMap<string, StepRecord>,
): void {
  const before = readHistory(cache, experiment);
  const keys = { ...before.keys };
  const secondsOfStep = { ...before.secondsOfStep };
  for (const { id } of steps) {
    const record = records.get(id);
    if (record?.key !== undefined) keys[id] = record.key;
    if (record?.outcome === 'ran') secondsOfStep[id] = record.seconds;
  }
  tryToWrite(fileOf(cache, experiment), { keys, secondsOfStep });
}

function tryToWrite(file: string, history: History): void {
  try {
    writeAtomically(file, Buffer.from(JSON.stringify(history)));
  } catch {
    // A cache that cannot be written serves as it is.
  }
}

function fileOf(cache: string, experiment: string): string {
  return path.join(cache, 'history', `${experiment}.json`);
}
