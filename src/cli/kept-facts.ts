import { statSync } from 'node:fs';
import path from 'node:path';
import type { FoundFacts } from '../data/adapter.js';
import { factsOf, filesOf, rulesOf } from '../data/dataset.js';
import { type DataFailure, isFailure } from '../data/failure.js';
import { isListOf, isObject, isQuantity, isText, type JsonObject } from '../formats/json-shape.js';
import type { DatasetChoice } from '../language/config.js';
import { isWarning } from '../language/warnings/warning.js';
import { type Digest, digestOf } from '../store/fingerprint.js';
import { readSealed, tryToWriteSealed } from '../store/sealed-file.js';
import { sourceDigests } from '../store/source-digests.js';

/** Raised when facts are told in another way of the same samples. */
const VERSION = 1;
/** Smaller files are read at once. */
const LEAST_BYTES = 2 ** 20;
const MOST_KEPT = 100;

/**
 * Facts of datasets, which reading a large table takes seconds to find: kept in the cache folder by the content of the files, the
 * options and the adapter's version.
 */
export function keptFacts(cache: string): (choice: DatasetChoice) => FoundFacts | DataFailure {
  const record = path.join(path.resolve(cache), 'facts.json');
  return (choice) => {
    if (!isWorthKeeping(choice)) return factsOf(choice);
    const key = keyOf(choice, cache);
    const kept = readSealed(record, isObject) ?? {};
    const known = Object.hasOwn(kept, key) ? kept[key] : undefined;
    if (isFacts(known)) return known;
    const facts = factsOf(choice);
    // A file that was edited in between had other facts when it was digested.
    if (isFailure(facts) || keyOf(choice, cache) !== key) return facts;
    tryToWriteSealed(record, { ...latest(kept), [key]: facts });
    return facts;
  };
}

/** Datasets of packages have constants; what is no file is for the adapter to refuse. */
function isWorthKeeping(choice: DatasetChoice): boolean {
  if (choice.type === 'mnist' || choice.type === 'fashion-mnist') return false;
  const sizes = Object.values(filesOf(choice)).map(sizeOf);
  return sizes.every((size) => size > 0) && sizes.reduce((sum, size) => sum + size, 0) >= LEAST_BYTES;
}

/** 0 for what is no file, or cannot be looked at. */
function sizeOf(file: string): number {
  try {
    const stats = statSync(file);
    return stats.isFile() ? stats.size : 0;
  } catch {
    return 0;
  }
}

function keyOf(choice: DatasetChoice, cache: string): Digest {
  const files = Object.entries(filesOf(choice));
  const digests = sourceDigests(
    path.resolve(cache),
    files.map(([, file]) => file),
  );
  const sources = files.map(([role], at) => [role, digests[at]]);
  return digestOf(Buffer.from(JSON.stringify(['facts', VERSION, rulesOf(choice, 0), sources])));
}

function latest(kept: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(kept).slice(-MOST_KEPT));
}

/** The record may come from anywhere. */
function isFacts(value: unknown): value is FoundFacts {
  if (!isObject(value)) return false;
  const { inputShape, classNames, train, test, notes = NONE } = value;
  const counts = [inputShape, train, test];
  const isWhole = counts.every((list) => isListOf(list, isQuantity)) && isListOf(classNames, isText);
  if (!isWhole || !isObject(notes)) return false;
  const lengths = [inputShape, train, test].map((list) => (Array.isArray(list) ? list.length : 0));
  if (String(lengths) !== String([3, classNames.length, classNames.length])) return false;
  return [notes.always, notes.raw, notes.standardized].every((list) => isListOf(list, isWarning));
}

const NONE = { always: [], raw: [], standardized: [] };
