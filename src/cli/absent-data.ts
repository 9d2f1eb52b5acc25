import { existsSync } from 'node:fs';
import path from 'node:path';
import { filesOf } from '../data/dataset.js';
import { isListOf, isText, type JsonObject } from '../formats/json-shape.js';
import type { DatasetChoice } from '../language/config.js';
import type { DatasetFacts } from '../language/dataset-facts.js';
import { type ExportedData, exportedData } from '../store/exported-data.js';
import { type Digest, digestOf } from '../store/fingerprint.js';
import { sourceDigests } from '../store/source-digests.js';

/** A dataset that is not here, of which the cache has what was decoded from it elsewhere. */
interface AbsentData {
  readonly sources: ExportedData['sources'];
  readonly facts: DatasetFacts;
}

/**
 * What an imported archive said of an experiment's dataset, if files of it are missing here. Those that are not missing must be
 * what they were. Undefined where nothing is missing or nothing is known.
 */
export function absentData(
  use: DatasetChoice,
  { file, cache }: { file: string; cache: string },
): AbsentData | undefined {
  const files = Object.entries(filesOf(use));
  const present = files.filter(([, source]) => existsSync(source));
  const data = present.length < files.length ? exportedData(path.resolve(cache), placeOf(use, file)) : undefined;
  if (data === undefined || !isFacts(data.facts)) return undefined;
  const digests = sourceDigests(
    path.resolve(cache),
    present.map(([, source]) => source),
  );
  const isSame = present.every(([role], index) => data.sources[role] === digests[index]);
  return isSame ? { sources: data.sources, facts: data.facts } : undefined;
}

/** What the experiment says of its dataset, wherever its folder lies. */
export function placeOf(use: DatasetChoice, file: string): Digest {
  const folder = path.dirname(path.resolve(file));
  const inFolder = (_: string, value: unknown) =>
    isText(value) && path.isAbsolute(value) ? path.relative(folder, value).split(path.sep).join('/') : value;
  return digestOf(Buffer.from(JSON.stringify(['kindred dataset', use], inFolder)));
}

function isFacts(facts: JsonObject): facts is JsonObject & DatasetFacts {
  const { inputShape, classNames, train, test } = facts;
  return (
    isListOf(inputShape, isCount) &&
    inputShape.length === 3 &&
    isListOf(classNames, isText) &&
    [train, test].every((counts) => isListOf(counts, isCount) && counts.length === classNames.length)
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
