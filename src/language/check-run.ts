import type { Complaint } from './complaint.js';
import type { ConfigPath, LimitsConfig } from './config.js';
import type { Draft } from './draft.js';
import { durationOf, sizeOf } from './quantities.js';
import { placeOf, type Tree } from './tree.js';
import { quote } from './words.js';

/** Limits that no step could keep, or that no clock of Node can measure. */
export function checkRun({ run, tree }: Draft): Complaint[] {
  if (run === undefined) return [];
  const stages = Object.entries(run.stages).map(([stage, limits]) => ({ path: ['run', 'stages', stage], limits }));
  return [{ path: ['run'], limits: run }, ...stages].flatMap(({ path, limits }) => checkLimits(limits, path, tree));
}

function checkLimits({ timeout, memory }: LimitsConfig, path: ConfigPath, tree: Tree): Complaint[] {
  return [
    ...checkLimit(timeout, [...path, 'timeout'], tree, { of: durationOf, least: '1s', most: '24d' }),
    ...checkLimit(memory, [...path, 'memory'], tree, { of: sizeOf, least: '100MB', most: '100TB' }),
  ];
}

interface Range {
  readonly of: (text: string) => number | undefined;
  readonly least: string;
  readonly most: string;
}

/** What a stage has from the whole run is complained about there. */
function checkLimit(text: string, path: ConfigPath, tree: Tree, { of, least, most }: Range): Complaint[] {
  const amount = of(text);
  const [low = 0, high = 0] = [of(least), of(most)];
  if (amount === undefined || (low <= amount && amount <= high) || !placeOf(tree, path).found) return [];
  const message = `${quote(String(path.at(-1)))} is ${text}`;
  return [{ code: 'out-of-range', message, expected: `from ${least} to ${most}, or none`, path }];
}
