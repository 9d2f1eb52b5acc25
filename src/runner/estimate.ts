import type { StageName } from '../stages/stage.js';
import type { History } from './history.js';

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
  report: 3,
};

/** Expected seconds of a step. */
interface Estimate {
  readonly seconds: number;
  /** Whether this step, or another of its stage, was timed. */
  readonly isRecorded: boolean;
}

export type Estimator = (step: { readonly id: string; readonly stage: StageName }) => Estimate;

/** By the step's own last time, else the mean of its stage's, else a guess. */
export function estimatorOf({ secondsOfStep }: Pick<History, 'secondsOfStep'>): Estimator {
  const means = stageMeans(secondsOfStep);
  return ({ id, stage }) => {
    const seconds = secondsOfStep[id] ?? means.get(stage);
    return { seconds: seconds ?? TYPICAL_SECONDS[stage], isRecorded: seconds !== undefined };
  };
}

/** Step ids begin with their stage. */
function stageMeans(secondsOfStep: History['secondsOfStep']): Map<string, number> {
  const sums = new Map<string, { total: number; count: number }>();
  for (const [id, seconds] of Object.entries(secondsOfStep)) {
    const stage = id.split('/', 1)[0];
    const { total, count } = sums.get(stage) ?? { total: 0, count: 0 };
    sums.set(stage, { total: total + seconds, count: count + 1 });
  }
  return new Map([...sums].map(([stage, { total, count }]) => [stage, total / count]));
}
