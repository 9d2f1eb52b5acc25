import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { StageName } from '../stages/stage.js';
import type { Key } from '../store/fingerprint.js';
import { writeAtomically } from '../store/store.js';
import type { StepRecord } from './run-steps.js';
import type { Step } from './step.js';

/** What the last run of an experiment left for `why` and `plan`; none of it is ever needed for a result. */
export interface History {
  /** The key of each step when it last ended well. */
  readonly keys: Readonly<Record<string, Key>>;
  /** Mean seconds that a step of each stage took when it last ran. */
  readonly secondsOfStage: Readonly<Partial<Record<StageName, number>>>;
}

export function readHistory(cache: string, experiment: string): History {
  try {
    return JSON.parse(readFileSync(fileOf(cache, experiment), 'utf8')) as History;
  } catch {
    return { keys: {}, secondsOfStage: {} };
  }
}

export function rememberRun(
  cache: string,
  experiment: string,
  steps: readonly Step[],
  records: ReadonlyMap<string, StepRecord>,
): void {
  const before = readHistory(cache, experiment);
  const keys = { ...before.keys };
  const seconds = new Map<StageName, number[]>();
  for (const { id, stage } of steps) {
    const record = records.get(id);
    if (record?.key !== undefined) keys[id] = record.key;
    if (record?.outcome === 'ran') seconds.set(stage, [...(seconds.get(stage) ?? []), record.seconds]);
  }
  const means = [...seconds].map(([stage, all]) => [stage, all.reduce((sum, one) => sum + one, 0) / all.length]);
  const history: History = { keys, secondsOfStage: { ...before.secondsOfStage, ...Object.fromEntries(means) } };
  writeAtomically(fileOf(cache, experiment), Buffer.from(JSON.stringify(history)));
}

function fileOf(cache: string, experiment: string): string {
  return path.join(cache, 'history', `${experiment}.json`);
}
