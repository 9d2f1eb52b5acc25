import type { StepEnded } from './events.js';
import { remainingSeconds } from './priority.js';
import type { Step } from './step.js';

interface TimeLeftOptions {
  /** In dependency order. */
  readonly steps: readonly Step[];
  /** What a step is expected to take. */
  readonly secondsOf: (step: Step) => number;
  readonly jobs: number;
}

/** How much there is still to do of a run: no less than its work shared out, and no less than its longest chain, at the pace measured so far. */
export class TimeLeft {
  readonly #jobs: number;
  readonly #expected: ReadonlyMap<string, number>;
  /** Steps with the longest chains first; those before `#next` have ended. */
  readonly #chains: readonly (readonly [id: string, seconds: number])[];
  #next = 0;
  readonly #ended = new Set<string>();
  /** Expected seconds of what has not ended. */
  #left: number;
  /** Of steps that ran. */
  #taken = 0;
  #expectedOfTaken = 0;

  constructor({ steps, secondsOf, jobs }: TimeLeftOptions) {
    this.#jobs = jobs;
    this.#expected = new Map(steps.map((step) => [step.id, secondsOf(step)]));
    this.#left = [...this.#expected.values()].reduce((sum, seconds) => sum + seconds, 0);
    const chains = remainingSeconds(steps, (step) => this.#expected.get(step.id) ?? 0);
    this.#chains = [...chains].sort(([, a], [, b]) => b - a);
  }

  end({ id, outcome, seconds }: Pick<StepEnded, 'id' | 'outcome' | 'seconds'>): void {
    if (this.#ended.has(id)) return;
    this.#ended.add(id);
    const expected = this.#expected.get(id) ?? 0;
    this.#left -= expected;
    if (outcome !== 'ran') return;
    this.#taken += seconds;
    this.#expectedOfTaken += expected;
  }

  /** Undefined before any step has shown the pace. */
  seconds(): number | undefined {
    if (this.#expectedOfTaken === 0) return undefined;
    while (this.#next < this.#chains.length && this.#ended.has(this.#chains[this.#next][0])) this.#next++;
    const chain = this.#chains[this.#next]?.[1] ?? 0;
    return (this.#taken / this.#expectedOfTaken) * Math.max(this.#left / this.#jobs, chain);
  }
}
