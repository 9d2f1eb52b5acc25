import path from 'node:path';
import { isListOf, isObject, isText } from '../formats/json-shape.js';
import { type Digest, digestOf, isDigest } from '../store/fingerprint.js';
import { readSealed, tryToWriteSealed } from '../store/sealed-file.js';

/** One of the experiments that a file's matrix makes, and the digest of what decided it when all of them had been run. */
interface SettledCase {
  readonly name: string;
  readonly circumstances: Digest;
}

/**
 * Keeps which experiments one call ran to their ends. While what decided each is as it was, the file makes these and no
 * others: its text is part of that.
 */
export function rememberCases(
  cache: string,
  file: string,
  set: readonly string[],
  cases: readonly SettledCase[],
): void {
  tryToWriteSealed(
    casesFile(cache, file, set),
    cases.map(({ name, circumstances }) => ({ name, circumstances })),
  );
}

export function readCases(cache: string, file: string, set: readonly string[]): readonly SettledCase[] {
  return readSealed(casesFile(cache, file, set), areCases) ?? [];
}

function areCases(value: unknown): value is readonly SettledCase[] {
  return isListOf(
    value,
    (one): one is SettledCase => isObject(one) && isText(one['name']) && isDigest(one['circumstances']),
  );
}

function casesFile(cache: string, file: string, set: readonly string[]): string {
  const name = digestOf(Buffer.from(JSON.stringify(['cases', path.resolve(file), set])));
  return path.join(cache, 'settled', `${name.slice(0, 32)}.json`);
}
