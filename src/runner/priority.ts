import type { StageName } from '../stages/stage.js';
import type { Step } from './step.js';

/** Rough seconds a step of each stage takes; only the order of the work depends on them. */
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

/** Seconds of work from the start of each step to the end of the longest chain behind it: the longest goes first. */
export function remainingSeconds(steps: readonly Step[]): Map<string, number> {
  const behind = new Map<string, number>();
  const total = new Map<string, number>();
  for (const step of steps.toReversed()) {
    const seconds = TYPICAL_SECONDS[step.stage] + (behind.get(step.id) ?? 0);
    total.set(step.id, seconds);
    for (const before of predecessors(step)) behind.set(before, Math.max(behind.get(before) ?? 0, seconds));
  }
  return total;
}

/** The steps that must have ended before this one starts. */
export function predecessors(step: Step): readonly string[] {
  return step.after === undefined ? step.needs : [...step.needs, step.after];
}
