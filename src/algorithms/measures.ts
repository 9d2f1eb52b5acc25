import type { MeasureName } from '../language/config.js';
import { type Partition, pairsOf, pairsWithinBoth } from './contingency.js';

/** A measure of agreement between two partitions of the same samples. */
export interface Measure {
  readonly name: MeasureName;
  /** Smallest and largest value it can take; the largest means identical partitions. */
  readonly range: readonly [number, number];
  readonly symmetric: boolean;
  readonly between: (a: Partition, b: Partition) => number;
  /** Expected value over all permutations of the samples, which keep the cluster sizes. */
  readonly chance: (a: Partition, b: Partition) => number;
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
function randIndex(a: Partition, b: Partition): number {
  return agreement(a, b, pairsWithinBoth(a, b));
}

/**
 * Rand index corrected for chance, -0.5..1, expected 0: (S - PQ/N) / ((P + Q)/2 - PQ/N) (Hubert & Arabie 1985).
 * Identical partitions give 1, whatever they are; otherwise one cluster, or all singletons, gives 0.
 */
function adjustedRandIndex(a: Partition, b: Partition): number {
  const inBoth = pairsWithinBoth(a, b);
  const all = pairsOf(a.samples);
  if (inBoth === a.pairs && inBoth === b.pairs) return 1;
  if (a.pairs === 0 || b.pairs === 0 || a.pairs === all || b.pairs === all) return 0;
  const expected = expectedInBoth(a, b);
  return (inBoth - expected) / ((a.pairs + b.pairs) / 2 - expected);
}

/** Rand index expected of independent partitions with the cluster sizes of a and b (Hubert & Arabie 1985). */
function expectedRandIndex(a: Partition, b: Partition): number {
  return agreement(a, b, expectedInBoth(a, b));
}

/** Of N pairs, those apart in both (N - P - Q + S) and those together in both (S). */
function agreement(a: Partition, b: Partition, inBoth: number): number {
  const all = pairsOf(a.samples);
  // Fewer than two samples have no pair to disagree on.
  return all === 0 ? 1 : (all - a.pairs - b.pairs + 2 * inBoth) / all;
}

/** PQ/N, divided first: the product of two pair counts would be too large to be exact. */
function expectedInBoth(a: Partition, b: Partition): number {
  const all = pairsOf(a.samples);
  return all === 0 ? 0 : (Math.min(a.pairs, b.pairs) / all) * Math.max(a.pairs, b.pairs);
}
