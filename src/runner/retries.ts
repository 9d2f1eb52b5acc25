import type { WorkerDeath } from './messages.js';
import type { Step } from './step.js';

/**
 * Whether another attempt may end otherwise. What a step does is the same each time: one that takes too long, or too much memory,
 * would do so again, unless its process still had what steps before it left. A process that something else ended is another matter.
 */
export function mayEndOtherwise({ failure, wasUsed }: WorkerDeath): boolean {
  return failure.code === 'worker-died' || (failure.code === 'out-of-memory' && wasUsed);
}

/** Before the n-th retry: soon after a single bad moment, later where the machine may need time to recover. */
export function pauseMs(retry: number): number {
  return Math.min(100 * 4 ** (retry - 1), 30_000);
}

/** Attempts at steps that were broken off, and pauses before the next ones. */
export class Retries {
  readonly #brokenOff = new Map<string, number>();
  readonly #pauses = new Map<Step, NodeJS.Timeout>();

  /** Counts an attempt that was broken off for a reason; which retry comes next, if there may be another. */
  next(reason: string, most: number): number | undefined {
    const retry = (this.#brokenOff.get(reason) ?? 0) + 1;
    this.#brokenOff.set(reason, retry);
    return retry <= most ? retry : undefined;
  }

  pause(step: Step, milliseconds: number, then: () => void): void {
    const end = () => {
      this.#pauses.delete(step);
      then();
    };
    this.#pauses.set(step, setTimeout(end, milliseconds));
  }

  /** Ends all pauses; gives the steps that were waiting. */
  cancel(): Step[] {
    const waiting = [...this.#pauses.keys()];
    for (const timer of this.#pauses.values()) clearTimeout(timer);
    this.#pauses.clear();
    return waiting;
  }
}
