import type { Outcome } from '../../runner/events.js';
import type { StageName } from '../../stages/stage.js';

const OUTCOMES: readonly Outcome[] = ['ran', 'cached', 'skipped', 'failed'];

/** What a stage's steps are doing, in counts: nothing here takes longer the more steps there are. */
export class StageLine {
  readonly #stage: StageName;
  #total = 0;
  /** A step that was brought back ends again. */
  readonly #outcomeOf = new Map<string, Outcome>();
  readonly #counts = new Map<Outcome, number>();
  readonly #running = new Map<string, string>();
  /** Behind the title while anything runs. */
  note = '';

  constructor(stage: StageName) {
    this.#stage = stage;
  }

  add(): void {
    this.#total++;
  }

  /** Shows a running step, or what it is doing now. */
  run(id: string, text = id): void {
    this.#running.set(id, text);
  }

  end(id: string, outcome: Outcome): void {
    this.#running.delete(id);
    const before = this.#outcomeOf.get(id);
    if (before !== undefined) this.#count(before, -1);
    this.#count(outcome, 1);
    this.#outcomeOf.set(id, outcome);
  }

  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  get isComplete(): boolean {
    return this.#outcomeOf.size === this.#total;
  }

  get hasFailures(): boolean {
    return this.#countOf('failed') + this.#countOf('skipped') > 0;
  }

  get title(): string {
    const parts = OUTCOMES.filter((outcome) => this.#countOf(outcome) > 0);
    const counts = parts.map((outcome) => `${this.#countOf(outcome)} ${outcome}`).join(', ');
    return `${this.#stage} ${this.#outcomeOf.size}/${this.#total}${counts === '' ? '' : `: ${counts}`}`;
  }

  /** The title, and below it a line for each running step. */
  get text(): string {
    const title = this.#running.size > 0 ? `${this.title}${this.note}` : this.title;
    return [title, ...[...this.#running.values()].map((text) => `    ${text}`)].join('\n');
  }

  #count(outcome: Outcome, change: number): void {
    this.#counts.set(outcome, this.#countOf(outcome) + change);
  }

  #countOf(outcome: Outcome): number {
    return this.#counts.get(outcome) ?? 0;
  }
}
