import { readFileSync } from 'node:fs';
import { writeAtomically } from './atomic-file.js';
import { digestOf } from './fingerprint.js';

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

/** The value, unless its file is missing, unreadable, or not as it was written. */
export function readSealed<Value>(file: string): Value | undefined {
  const text = readIfPossible(file);
  const seal = text?.slice(BEFORE_SEAL.length, BEFORE_SEAL.length + SEAL_LENGTH);
  const head = `${BEFORE_SEAL}${seal}${BEFORE_VALUE}`;
  if (!text?.startsWith(head)) return undefined;
  const value = text.slice(head.length, -1);
  return sealOf(value) === seal && text.endsWith('}') ? (JSON.parse(value) as Value) : undefined;
}

function readIfPossible(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function sealOf(text: string): string {
  return digestOf(Buffer.from(text));
}
