import { distance } from 'fastest-levenshtein';
import { knownFor } from './synonyms.js';

const LONGEST = 60;
/** So many are read; so many names are compared with a wrong one. */
const MOST_WORDS = 40;
const MOST_COMPARED = 200;

/** What a name must be, as it can become the name of a folder. */
export const LONGEST_NAME = 100;
export const NAME_RULE = "at most 100 letters, digits, '.', '_' or '-', beginning with a letter or digit";

export function isName(text: string): boolean {
  return text.length <= LONGEST_NAME && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text);
}

/** A name as it is shown in a message: in backquotes, with characters that a terminal would hide or obey escaped. */
export function quote(name: string): string {
  return `\`${escapeInvisible(shorten(name))}\``;
}

/** A value of the experiment file as it is shown in a message. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
  if (typeof value === 'string') return `the text ${escapeInvisible(JSON.stringify(shorten(value)))}`;
  return String(value);
}

/** `a, b or c`; the first of many. */
export function anyOfWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  if (words.length > MOST_WORDS) return `one of ${words.slice(0, MOST_WORDS).join(', ')}, ... (${words.length} in all)`;
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

const MOST_NAMED = 12;

/** Names in quotes; the first of many. */
export function namesOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).map(quote).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

/** The known name that a wrong one was most likely meant to be. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = name.slice(0, LONGEST).toLowerCase();
  const ranked = known
    .slice(0, MOST_COMPARED)
    .map((candidate) => ({ candidate, far: distance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  const best = ranked[0];
  if (best === undefined) return undefined;
  return best.far <= Math.ceil(Math.max(wanted.length, best.candidate.length) * 0.4) ? best.candidate : undefined;
}

export function didYouMean(name: string, known: readonly string[]): string | undefined {
  const best = knownFor(name, known) ?? nearest(name, known);
  return best === undefined ? undefined : `did you mean ${quote(best)}?`;
}

/** Escapes control, format (bidirectional, zero-width), surrogate and line separator characters. */
export function escapeInvisible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\u{${code}}`;
  });
}

function shorten(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`;
}
