import path from 'node:path';
import { isListOf, isObject, isText } from '../formats/json-shape.js';
import { isIntact } from '../store/file-digest.js';
import { type Digest, digestOf, isDigest } from '../store/fingerprint.js';
import { readSealed, tryToWriteSealed } from '../store/sealed-file.js';

/** Which experiments one call ran to their ends, and what sums them up. */
interface SettledCases {
  readonly cases: readonly SettledCase[];
  readonly summary: SettledSummary;
}

/** One of the experiments that a file's matrix makes, and the digest of what decided it when all of them had been run. */
interface SettledCase {
  readonly name: string;
  readonly circumstances: Digest;
}

interface SettledSummary {
  readonly folder: string;
  /** By the names of its files. */
  readonly files: Readonly<Record<string, Digest>>;
}

/** While what decided each case is as it was, the file makes these and no others: its text is part of that. */
export function rememberCases(cache: string, file: string, set: readonly string[], settled: SettledCases): void {
  tryToWriteSealed(casesFile(cache, file, set), settled);
}

export function readCases(cache: string, file: string, set: readonly string[]): SettledCases | undefined {
  return readSealed(casesFile(cache, file, set), isSettledCases);
}

/** Whether the summary is below this folder, as it was left. */
export function isSummaryWritten({ folder, files }: SettledSummary, out: string): boolean {
  const isThere = ([name, digest]: [string, Digest]) => isIntact(path.join(folder, name), digest);
  return path.dirname(folder) === path.resolve(out) && Object.entries(files).every(isThere);
}

function isSettledCases(value: unknown): value is SettledCases {
  if (!isObject(value) || !isObject(value['summary'])) return false;
  const { folder, files } = value['summary'];
  return isListOf(value['cases'], isCase) && isText(folder) && isObject(files) && Object.values(files).every(isDigest);
}

function isCase(one: unknown): one is SettledCase {
  return isObject(one) && isText(one['name']) && isDigest(one['circumstances']);
}

function casesFile(cache: string, file: string, set: readonly string[]): string {
  const name = digestOf(Buffer.from(JSON.stringify(['cases', path.resolve(file), set])));
  return path.join(cache, 'settled', `${name.slice(0, 32)}.json`);
}
