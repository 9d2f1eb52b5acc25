import type { ConfigPath, RunConfig } from '../language/config.js';
import { durationOf, sizeOf } from '../language/quantities.js';
import type { StageName } from '../stages/stage.js';

/** What a step may take; undefined is without limit. */
export interface Limits {
  /** In milliseconds. */
  readonly timeout: Limit | undefined;
  /** Of the worker's process, in bytes. */
  readonly memory: Limit | undefined;
}

export interface Limit {
  readonly amount: number;
  /** As it was written, and where in the experiment file. */
  readonly text: string;
  readonly path: ConfigPath;
}

export function limitsOf(run: RunConfig, stage: StageName): Limits {
  return {
    timeout: limitOf(run, stage, 'timeout', durationOf),
    memory: limitOf(run, stage, 'memory', sizeOf),
  };
}

function limitOf(
  run: RunConfig,
  stage: StageName,
  name: keyof Limits,
  amountOf: (text: string) => number | undefined,
): Limit | undefined {
  const text = run.stages[stage]?.[name] ?? run[name];
  const amount = amountOf(text);
  const path = text === run[name] ? ['run', name] : ['run', 'stages', stage, name];
  return amount === undefined ? undefined : { amount, text, path };
}
