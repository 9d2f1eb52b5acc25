import type { Step } from './step.js';

/** Seconds of work from the start of each step to the end of the longest chain behind it: the longest goes first. */
export function remainingSeconds(steps: readonly Step[], secondsOf: (step: Step) => number): Map<string, number> {
  const behind = new Map<string, number>();
  const total = new Map<string, number>();
  for (const step of steps.toReversed()) {
    const seconds = secondsOf(step) + (behind.get(step.id) ?? 0);
    total.set(step.id, seconds);
    for (const before of predecessors(step)) behind.set(before, Math.max(behind.get(before) ?? 0, seconds));
  }
  return total;
}

/** The steps that must have ended before this one starts. */
function predecessors(step: Step): readonly string[] {
  return step.after === undefined ? step.needs : [...step.needs, step.after];
}
