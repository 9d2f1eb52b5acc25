import type { Fingerprint, Key } from '../store/fingerprint.js';
import type { Step } from './step.js';

/** A step whose inputs are known: a miss that waits for a worker. */
export interface Candidate {
  readonly step: Step;
  readonly fingerprint: Fingerprint;
  readonly key: Key;
}

/** Candidates in the order of how much work follows them, the most urgent first. */
export class ReadyQueue {
  /** Least urgent first, so that taking the most urgent moves nothing. */
  readonly #waiting: Candidate[] = [];
  readonly #ids = new Set<string>();
  readonly #urgency: ReadonlyMap<string, number>;

  /** By each step's `remaining` seconds; of equals, what comes first in `steps` is more urgent. */
  constructor(steps: readonly Step[], remaining: ReadonlyMap<string, number>) {
    const secondsOf = ({ id }: Step) => remaining.get(id) ?? 0;
    const byUrgency = steps.toReversed().sort((a, b) => secondsOf(a) - secondsOf(b));
    this.#urgency = new Map(byUrgency.map(({ id }, index) => [id, index]));
  }

  get size(): number {
    return this.#ids.size;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(candidate: Candidate): void {
    this.#waiting.splice(this.#placeOf(candidate.step.id), 0, candidate);
    this.#ids.add(candidate.step.id);
  }

  /** Takes out the most urgent. */
  takeFirst(): Candidate | undefined {
    const first = this.#waiting.pop();
    if (first !== undefined) this.#ids.delete(first.step.id);
    return first;
  }

  /** Takes out one step, if it is waiting. */
  take(id: string): Candidate | undefined {
    return this.#ids.delete(id) ? this.#waiting.splice(this.#placeOf(id), 1)[0] : undefined;
  }

  /** Where the step is, or would be. */
  #placeOf(id: string): number {
    const urgency = this.#urgencyOf(id);
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#urgencyOf(this.#waiting[middle].step.id) < urgency) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #urgencyOf(id: string): number {
    return this.#urgency.get(id) ?? 0;
  }
}
