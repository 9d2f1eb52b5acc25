import { permutation, type Random } from '../algorithms/random.js';
import { stratifiedCounts } from '../language/class-counts.js';

export type Values = Uint8Array | Float32Array | Float64Array;

/** Values of samples (count, height, width, channels), labels, and each sample's stable position in its source. */
export interface Split {
  /** Float64 only until they are standardized or rounded to float32. */
  readonly values: Values;
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
  const features = split.count === 0 ? 0 : split.values.length / split.count;
  const values = emptyLike(split.values, indices.length * features);
  const labels = new Uint8Array(indices.length);
  const ids = new Int32Array(indices.length);
  for (let at = 0; at < indices.length; at++) {
    const index = indices[at];
    values.set(split.values.subarray(index * features, (index + 1) * features), at * features);
    labels[at] = split.labels[index];
    ids[at] = split.ids[index];
  }
  return { values, labels, ids, count: indices.length };
}

/** Zeros of the same type. */
export function emptyLike<Some extends Values>(values: Some, length: number): Some {
  return new (values.constructor as new (length: number) => Some)(length);
}

/** As networks take them: bytes, or float32. */
export function rounded({ train, test }: Splits): Splits {
  return { train: inFloat32(train), test: inFloat32(test) };
}

function inFloat32(split: Split): Split {
  return split.values instanceof Float64Array ? { ...split, values: Float32Array.from(split.values) } : split;
}

/** Indices of a random sample with equally many of each class, in ascending order. Every class must have enough. */
export function stratified(split: Split, size: number, random: Random): Int32Array {
  const byClass = indicesByClass(split.labels);
  return drawn(byClass, stratifiedCounts(size, byClass.length), random);
}

/** As many random indices of each class as `counts` says, ascending over all. */
export function drawn(byClass: readonly (readonly number[])[], counts: readonly number[], random: Random): Int32Array {
  const chosen: number[] = [];
  for (const [label, indices] of byClass.entries()) {
    if (counts[label] > indices.length) throw new Error(`internal error: class ${label} has too few samples`);
    const order = permutation(indices.length, random);
    for (let taken = 0; taken < counts[label]; taken++) chosen.push(indices[order[taken]]);
  }
  return Int32Array.from(chosen).sort();
}

export function indicesByClass(labels: Uint8Array): number[][] {
  const classes = labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  const groups: number[][] = Array.from({ length: classes }, () => []);
  for (const [index, label] of labels.entries()) groups[label].push(index);
  return groups;
}
