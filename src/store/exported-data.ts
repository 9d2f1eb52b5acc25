import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isListOf, isObject, type JsonObject } from '../formats/json-shape.js';
import { type Digest, isDigest } from './fingerprint.js';
import { readSealed, tryToWriteSealed } from './sealed-file.js';

/** What an archive tells of a dataset whose files stay where they are: it holds what was decoded from them. */
export interface ExportedData {
  /** Of what the experiment says of the dataset, its paths relative to the experiment file. */
  readonly place: Digest;
  /** Digests of the source files by their roles. */
  readonly sources: Readonly<Record<string, Digest>>;
  /** What checks and plans need to know of it. */
  readonly facts: JsonObject;
}

export function isExportedData(value: unknown): value is ExportedData {
  if (!isObject(value)) return false;
  const { place, sources, facts } = value;
  return isDigest(place) && isObject(sources) && Object.values(sources).every(isDigest) && isObject(facts);
}

/** Keeps it for experiments that say the same of their dataset and lack its files. */
export function rememberExported(root: string, data: ExportedData): void {
  const known = readExported(root, data.place);
  if (known.some((one) => isDeepStrictEqual(one, data))) return;
  tryToWriteSealed(fileOf(root, data.place), [...known, data]);
}

/** Undefined also where two archives had other data in this place: nobody knows which is meant. */
export function exportedData(root: string, place: Digest): ExportedData | undefined {
  const known = readExported(root, place);
  return known.length === 1 ? known[0] : undefined;
}

function readExported(root: string, place: Digest): readonly ExportedData[] {
  return readSealed(fileOf(root, place), areExported) ?? [];
}

function areExported(value: unknown): value is readonly ExportedData[] {
  return isListOf(value, isExportedData);
}

function fileOf(root: string, place: Digest): string {
  return path.join(root, 'datasets', `${place.slice(0, 32)}.json`);
}
