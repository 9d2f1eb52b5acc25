import { randomFor } from '../algorithms/random.js';
import { decodeDataset, type Split, select, stratified } from '../data/dataset.js';
import { encodeNpy } from '../formats/npy.js';
import type { Fingerprint } from '../store/fingerprint.js';
import { jsonFile, made, type StageContext, type StageResult } from './stage.js';

interface Params {
  readonly adapter: 'fashion-mnist';
  /** A stratified part of the training split, or all of it. */
  readonly part: { readonly size: number; readonly seed: number } | null;
}

/** Decodes a dataset once into compact arrays: samples uint8 (n, height, width, channels), labels uint8, ids int32. */
export async function runDataset(fingerprint: Fingerprint, { folder }: StageContext): Promise<StageResult> {
  const { adapter, part } = fingerprint.params as unknown as Params;
  const dataset = await decodeDataset({ use: adapter, folder, train: part?.size });
  if ('code' in dataset) return { ok: false, failure: dataset };
  const chosen = part && stratified(dataset.train, part.size, randomFor('training part', part.seed));
  if (chosen && 'code' in chosen) return { ok: false, failure: chosen };
  const train = chosen ? select(dataset.train, chosen) : dataset.train;
  return made([
    ...splitFiles('train-', train, dataset.inputShape),
    ...splitFiles('test-', dataset.test, dataset.inputShape),
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
