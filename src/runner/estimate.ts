import type { StageName } from '../stages/stage.js';
import type { History } from './history.js';
import { modelOf } from './step.js';

/** Seconds of a step of a stage that no run has recorded: rough, since only the order of work depends on them. */
const TYPICAL_SECONDS: Readonly<Record<StageName, number>> = {
  dataset: 2,
  probe: 0.1,
  train: 3,
  capture: 0.1,
  reduce: 0.3,
  cluster: 0.2,
  label: 0.01,
  compare: 0.01,
  kindred: 0.01,
  warnings: 0.02,
  table: 0.05,
  figure: 0.3,
  page: 0.05,
};

/** What a step is expected to take; undefined where no run has recorded anything like it. */
interface Estimate {
  readonly seconds: number | undefined;
  /** Of its artifacts, also where the cache has the same bytes already. */
  readonly bytes: number | undefined;
}

export type Estimator = (step: { readonly id: string; readonly stage: StageName }) => Estimate;

/** By the step's own last time, else the mean of its model's in its stage, else of its stage's. */
export function estimatorOf({ secondsOfStep, bytesOfStep }: Pick<History, 'secondsOfStep' | 'bytesOfStep'>): Estimator {
  const seconds = expectationOf(secondsOfStep);
  const bytes = expectationOf(bytesOfStep);
  return ({ id }) => ({ seconds: seconds(id), bytes: bytes(id) });
}

/** The same, or a guess. */
export function guessedSeconds(estimate: Estimator): (step: Parameters<Estimator>[0]) => number {
  return (step) => estimate(step).seconds ?? TYPICAL_SECONDS[step.stage];
}

function expectationOf(recorded: Readonly<Record<string, number>>): (id: string) => number | undefined {
  const sums = new Map<string, { total: number; count: number }>();
  for (const [id, value] of Object.entries(recorded)) {
    for (const group of groupsOf(id)) {
      const { total, count } = sums.get(group) ?? { total: 0, count: 0 };
      sums.set(group, { total: total + value, count: count + 1 });
    }
  }
  return (id) => {
    const sum = groupsOf(id)
      .map((group) => sums.get(group))
      .find((one) => one !== undefined);
    return recorded[id] ?? (sum && sum.total / sum.count);
  };
}

/** Steps that are like a step, the most alike first; their ids begin with their stage. */
function groupsOf(id: string): string[] {
  const [stage] = id.split('/', 1);
  return [`${stage} ${modelOf(id)}`, stage];
}
