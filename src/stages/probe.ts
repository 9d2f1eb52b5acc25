import { randomFor } from '../algorithms/random.js';
import { select, stratified } from '../data/split.js';
import type { Fingerprint } from '../store/fingerprint.js';
import { bytesOf, integersOf, readArray, valuesOf } from './arrays.js';
import { splitFiles } from './dataset.js';
import { input, made, type StageContext, type StageResult } from './stage.js';

interface Params {
  readonly size: number;
  readonly seed: number;
}

/** Draws the probe: the samples whose activations are captured, equally many of each class, ids kept. */
export function runProbe(fingerprint: Fingerprint, { store }: StageContext): StageResult {
  const { size, seed } = fingerprint.params as unknown as Params;
  const samples = readArray(store, input(fingerprint, 'samples'));
  const labels = bytesOf(readArray(store, input(fingerprint, 'labels')));
  const ids = integersOf(readArray(store, input(fingerprint, 'ids')));
  const split = { values: valuesOf(samples), labels, ids, count: labels.length };
  const chosen = stratified(split, size, randomFor('probe', seed));
  return made(splitFiles('', select(split, chosen), samples.shape.slice(1)));
}
