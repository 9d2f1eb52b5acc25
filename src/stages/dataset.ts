import { randomFor } from '../algorithms/random.js';
import type { SourceFiles } from '../data/adapter.js';
import { type DatasetRules, decodeDataset } from '../data/dataset.js';
import { type DataFailure, isFailure } from '../data/failure.js';
import { rounded, type Split, select, stratified } from '../data/split.js';
import { standardized } from '../data/standardize.js';
import { encodeNpy } from '../formats/npy.js';
import { escapeInvisible } from '../language/words.js';
import { digestOfFile } from '../store/file-digest.js';
import type { Digest, Fingerprint } from '../store/fingerprint.js';
import { forgetSources, stampOf } from '../store/source-digests.js';
import { jsonFile, made, type StageContext, type StageResult, type StepFailure } from './stage.js';

interface Params {
  readonly rules: DatasetRules;
  /** Digests of the source files by their roles. */
  readonly sources: { readonly [role: string]: Digest };
  /** A stratified part of the training split, or all of it. */
  readonly part: { readonly size: number; readonly seed: number } | null;
  readonly standardize: boolean;
}

/** Decodes a dataset once into compact arrays: samples uint8 or float32 (n, height, width, channels), labels uint8, ids int32. */
export function runDataset(fingerprint: Fingerprint, { sources, store }: StageContext): StageResult {
  const params = fingerprint.params as unknown as Params;
  const before = stampsOf(sources);
  const dataset = decodeDataset(params.rules, sources);
  if (isMissing(dataset) && Object.values(before).includes(undefined)) return { ok: false, failure: shown(dataset) };
  const changed = changedFile(params.sources, sources, before);
  if (changed !== undefined) {
    forgetSources(store.root);
    return { ok: false, failure: changedDataset(changed) };
  }
  if (isFailure(dataset)) return { ok: false, failure: shown(dataset) };
  const chosen =
    params.part && stratified(dataset.train, params.part.size, randomFor('training part', params.part.seed));
  const splits = { train: chosen ? select(dataset.train, chosen) : dataset.train, test: dataset.test };
  const { train, test } = params.standardize ? standardized(splits) : rounded(splits);
  return made([
    ...splitFiles('train-', train, dataset.inputShape),
    ...splitFiles('test-', test, dataset.inputShape),
    ['classes.json', jsonFile(dataset.classNames)],
  ]);
}

export function splitFiles(prefix: string, split: Split, shape: readonly number[]): [string, Uint8Array][] {
  return [
    [`${prefix}samples.npy`, encodeNpy(split.values, [split.count, ...shape])],
    [`${prefix}labels.npy`, encodeNpy(split.labels, [split.count])],
    [`${prefix}ids.npy`, encodeNpy(split.ids, [split.count])],
  ];
}

function shown(failure: DataFailure): StepFailure {
  return { ...failure, message: escapeInvisible(failure.message) };
}

function isMissing(dataset: ReturnType<typeof decodeDataset>): dataset is DataFailure {
  return isFailure(dataset) && dataset.code === 'missing-dataset';
}

/** Stamps of the files by their roles; undefined for one that is not there. */
function stampsOf(files: SourceFiles): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(files).map(([role, file]) => [role, orUndefined(() => stampOf(file))]));
}

/**
 * A file that is edited while the run goes on must not be taken for what it was when the step was planned. What was decoded
 * is what was digested then if the digest is right afterwards, and nothing has touched the file since `before`.
 */
function changedFile(digests: Params['sources'], files: SourceFiles, before: ReturnType<typeof stampsOf>) {
  const digestsNow = Object.keys(digests).map((role) => [role, orUndefined(() => digestOfFile(files[role]))] as const);
  const after = stampsOf(files);
  const changed = digestsNow.find(([role, digest]) => digest !== digests[role] || after[role] !== before[role]);
  return changed && files[changed[0]];
}

function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function changedDataset(file: string): StepFailure {
  const message = `${file} has changed since the run began`;
  return { code: 'changed-dataset', message, hint: 'run again', path: ['dataset', 'use'] };
}
