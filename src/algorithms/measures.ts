import type { MeasureName } from '../language/config.js';
import { contingencyTable, pairsWithin } from './contingency.js';

/** A measure of agreement between two partitions of the same samples, given as one cluster id per sample. */
export interface Measure {
  readonly name: MeasureName;
  /** Smallest and largest value it can take; the largest means identical partitions. */
  readonly range: readonly [number, number];
  readonly symmetric: boolean;
  readonly between: (a: Int32Array, b: Int32Array) => number;
  /** Expected value over all permutations of the samples, which keep the cluster sizes. */
  readonly chance: (a: Int32Array, b: Int32Array) => number;
}

export const MEASURES: Readonly<Record<MeasureName, Measure>> = {
  rand: { name: 'rand', range: [0, 1], symmetric: true, between: randIndex, chance: expectedRandIndex },
  adjustedRand: {
    name: 'adjustedRand',
    range: [-0.5, 1],
    symmetric: true,
    between: adjustedRandIndex,
    chance: () => 0,
  },
};

/** Share of the sample pairs on which both partitions agree, 0..1: (N11 + N00) / C(n, 2) (Rand 1971). */
export function randIndex(a: Int32Array, b: Int32Array): number {
  return agreement(countPairs(a, b));
}

/**
 * Rand index corrected for chance, -0.5..1, expected 0: (S - PQ/N) / ((P + Q)/2 - PQ/N) (Hubert & Arabie 1985).
 * Identical partitions give 1, whatever they are; otherwise one cluster, or all singletons, gives 0.
 */
export function adjustedRandIndex(a: Int32Array, b: Int32Array): number {
  const pairs = countPairs(a, b);
  const { all, inA, inB, inBoth } = pairs;
  if (inBoth === inA && inBoth === inB) return 1;
  if (inA === 0 || inB === 0 || inA === all || inB === all) return 0;
  const expected = expectedInBoth(pairs);
  return (inBoth - expected) / ((inA + inB) / 2 - expected);
}

/** Rand index expected of independent partitions with the cluster sizes of a and b (Hubert & Arabie 1985). */
function expectedRandIndex(a: Int32Array, b: Int32Array): number {
  const pairs = countPairs(a, b);
  return agreement({ ...pairs, inBoth: expectedInBoth(pairs) });
}

/** Numbers of sample pairs: N, and those within one cluster of a (P), of b (Q), of both (S). */
interface PairCounts {
  readonly all: number;
  readonly inA: number;
  readonly inB: number;
  readonly inBoth: number;
}

function countPairs(a: Int32Array, b: Int32Array): PairCounts {
  const { samples, rowSums, columnSums, cells } = contingencyTable(a, b);
  return {
    all: pairsWithin([samples]),
    inA: pairsWithin(rowSums),
    inB: pairsWithin(columnSums),
    inBoth: pairsWithin(cells),
  };
}

function agreement({ all, inA, inB, inBoth }: PairCounts): number {
  // Fewer than two samples have no pair to disagree on.
  return all === 0 ? 1 : (all - inA - inB + 2 * inBoth) / all;
}

/** PQ/N, divided first: the product of two pair counts would be too large to be exact. */
function expectedInBoth({ all, inA, inB }: PairCounts): number {
  return all === 0 ? 0 : (Math.min(inA, inB) / all) * Math.max(inA, inB);
}
