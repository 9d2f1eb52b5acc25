import { permutation, type Random } from '../algorithms/random.js';
import type { DataFailure } from './failure.js';

/** Samples as bytes (count, height, width, channels), labels, and each sample's stable position in its source. */
export interface Split {
  readonly values: Uint8Array;
  readonly labels: Uint8Array;
  readonly ids: Int32Array;
  readonly count: number;
}

export interface Splits {
  readonly train: Split;
  readonly test: Split;
}

/** The samples at `indices`, in that order, with their ids. */
export function select(split: Split, indices: ArrayLike<number>): Split {
  const pixels = split.count === 0 ? 0 : split.values.length / split.count;
  const values = new Uint8Array(indices.length * pixels);
  const labels = new Uint8Array(indices.length);
  const ids = new Int32Array(indices.length);
  for (let at = 0; at < indices.length; at++) {
    const index = indices[at];
    values.set(split.values.subarray(index * pixels, (index + 1) * pixels), at * pixels);
    labels[at] = split.labels[index];
    ids[at] = split.ids[index];
  }
  return { values, labels, ids, count: indices.length };
}

/**
 * Indices of a random sample with equally many of each class, in ascending order.
 * What does not divide evenly goes to the lowest classes.
 */
export function stratified(split: Split, size: number, random: Random): Int32Array | DataFailure {
  const byClass = indicesByClass(split.labels);
  const chosen: number[] = [];
  for (const [label, indices] of byClass.entries()) {
    const wanted = Math.floor(size / byClass.length) + (label < size % byClass.length ? 1 : 0);
    if (wanted > indices.length) return tooFew(label, wanted, indices.length);
    const order = permutation(indices.length, random);
    for (let taken = 0; taken < wanted; taken++) chosen.push(indices[order[taken]]);
  }
  return Int32Array.from(chosen).sort();
}

function indicesByClass(labels: Uint8Array): number[][] {
  const classes = labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  const groups: number[][] = Array.from({ length: classes }, () => []);
  for (const [index, label] of labels.entries()) groups[label].push(index);
  return groups;
}

function tooFew(label: number, wanted: number, there: number): DataFailure {
  return {
    code: 'too-few-samples',
    message: `a stratified sample needs ${wanted} of class ${label}, which has ${there}`,
    hint: 'take fewer samples',
  };
}
