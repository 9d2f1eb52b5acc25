import { randomFor } from '../algorithms/random.js';
import { drawn, indicesByClass, type Split, type Splits, select } from './split.js';

/** A share, 0..1, of each class that is test samples, drawn with the seed. */
export type TestShare = { readonly share: number; readonly seed: number };

/** Samples of each class in both splits: the nearest whole number, but at least one in either where there are two. */
export function sharedOut(counts: readonly number[], share: number) {
  const test = counts.map((count) => Math.max(0, Math.min(count - 1, Math.max(1, Math.round(share * count)))));
  return { train: counts.map((count, label) => count - test[label]), test };
}

export function drawTest(all: Split, { share, seed }: TestShare): Splits {
  const byClass = indicesByClass(all.labels);
  const counts = byClass.map(({ length }) => length);
  const chosen = drawn(byClass, sharedOut(counts, share).test, randomFor('test share', seed));
  const isTest = new Set(chosen);
  const others = Array.from(all.labels.keys()).filter((index) => !isTest.has(index));
  return { train: select(all, others), test: select(all, chosen) };
}
