import { parseJson } from '../formats/json-shape.js';
import { writeAtomically } from './atomic-file.js';
import { digestOf } from './fingerprint.js';
import { readFileUpTo } from './read-file.js';

const BEFORE_SEAL = '{"seal":"';
const BEFORE_VALUE = '","value":';
const SEAL_LENGTH = 64;

/** Keeps a value that only spares work, with a digest of its text. Where that is not possible the work is done again. */
export function tryToWriteSealed(file: string, value: unknown): void {
  const text = JSON.stringify(value);
  try {
    writeAtomically(file, Buffer.from(`${BEFORE_SEAL}${sealOf(text)}${BEFORE_VALUE}${text}}`));
  } catch {
    // A cache that takes no more writes serves as it is.
  }
}

/** The value, unless its file is missing, unreadable, not as it was written, or of another shape: a seal says nothing of who wrote it. */
export function readSealed<Value>(file: string, isValue: (value: unknown) => value is Value): Value | undefined {
  const text = readFileUpTo(file, MOST_BYTES)?.toString();
  const seal = text?.slice(BEFORE_SEAL.length, BEFORE_SEAL.length + SEAL_LENGTH);
  const head = `${BEFORE_SEAL}${seal}${BEFORE_VALUE}`;
  if (!text?.startsWith(head)) return undefined;
  const value = text.slice(head.length, -1);
  return sealOf(value) === seal && text.endsWith('}') ? parsed(value, isValue) : undefined;
}

/** A run of a million steps has some 250 MB; no text is longer than 512 MB. */
const MOST_BYTES = 2 ** 29 - 25;

function parsed<Value>(text: string, isValue: (value: unknown) => value is Value): Value | undefined {
  const value = parseJson(text);
  return isValue(value) ? value : undefined;
}

function sealOf(text: string): string {
  return digestOf(Buffer.from(text));
}
