import { didYouMean, quote } from '../../language/words.js';

/** What to say of a step id or pattern that matches nothing. */
export function unknownStep(wanted: string, known: readonly string[]): string {
  const hint = didYouMean(wanted, known);
  return `error unknown-step: no step matches ${quote(wanted)}${hint === undefined ? '' : `; ${hint}`}`;
}
