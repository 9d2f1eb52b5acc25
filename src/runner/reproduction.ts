import { digestsOf, entryOf, type Lock, rootOf } from './lock.js';
import { resultFiles } from './result-files.js';
import type { Step } from './step.js';
import type { StepRecord } from './step-record.js';

/** How far a run made what was locked. */
export interface Reproduction {
  /** Digests that are as locked: of steps, of whole stages, and of files in the results folder. */
  readonly same: number;
  readonly all: number;
  /** In dependency order, the steps that differ though all that they need is as locked. */
  readonly first: readonly { readonly id: string; readonly how: string }[];
}

/** Steps may be some of the experiment's, in dependency order; what is locked of others is not asked for. */
export function compareWithLock(
  lock: Lock,
  steps: readonly Step[],
  records: ReadonlyMap<string, StepRecord>,
): Reproduction {
  const differences = steps.map(({ id }) => [id, differenceOf(lock.steps[id], records.get(id))] as const);
  const different = new Map(differences.filter(([, how]) => how !== undefined));
  const first = steps.filter(({ id, needs }) => different.has(id) && !needs.some((need) => different.has(need)));
  const others = [...stageDigests(lock, steps, records), ...resultDigests(lock, steps, records)];
  return {
    same: steps.length - different.size + others.filter((isSame) => isSame).length,
    all: steps.length + others.length,
    first: first.map(({ id }) => ({ id, how: different.get(id) ?? '' })),
  };
}

function differenceOf(locked: string | undefined, record: StepRecord | undefined): string | undefined {
  if (locked === undefined) return 'is not in the lock';
  if (record?.key === undefined) return record?.outcome ?? 'has not run';
  const entry = entryOf(record.key, record.artifacts);
  if (entry === locked) return undefined;
  return locked.startsWith(record.key) ? 'made other bytes from the same inputs' : 'has another fingerprint';
}

/** For each stage that is there as a whole, whether its root is as locked. */
function stageDigests({ stages }: Lock, steps: readonly Step[], records: ReadonlyMap<string, StepRecord>): boolean[] {
  return Object.entries(stages).flatMap(([stage, locked]) => {
    const made = steps.filter((step) => step.stage === stage).map(({ id }) => records.get(id)?.artifacts ?? {});
    return made.length < locked.steps ? [] : rootOf(made) === locked.root;
  });
}

/** For each file in the results folder, whether it is as locked; a run of some steps is not asked for all of them. */
function resultDigests({ results }: Lock, steps: readonly Step[], records: ReadonlyMap<string, StepRecord>): boolean[] {
  if (!steps.some(({ stage }) => stage === 'page')) return [];
  const made = digestsOf(Object.fromEntries(resultFiles(steps, (id) => records.get(id)?.artifacts)));
  const names = new Set([...Object.keys(results), ...Object.keys(made)]);
  return [...names].map((name) => made[name] === results[name]);
}
