import type { RunFinished, WarningFound } from '../../runner/events.js';
import { warningText } from '../warnings.js';

/** The warnings of a run: those known before it are told above everything, and all of them together at its end. */
export class ToldWarnings {
  readonly #all: string[] = [];
  #told = 0;

  add(warning: WarningFound): void {
    this.#all.push(warningText(warning));
  }

  /** What was not told yet. */
  news(): readonly string[] {
    const news = this.#all.slice(this.#told);
    this.#told = this.#all.length;
    return news;
  }

  /** Where nothing was done in between, what was told is still in sight. */
  atEnd({ ran, failed }: RunFinished): readonly string[] {
    return ran + failed === 0 ? this.news() : this.#all;
  }
}
