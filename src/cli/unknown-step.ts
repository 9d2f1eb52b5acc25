import { closest } from 'fastest-levenshtein';

/** The known step id that is most like a mistyped one. */
export function nearest(id: string, known: Iterable<string>): string {
  return closest(id, [...known]);
}
