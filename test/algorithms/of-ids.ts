import { partitionOf } from '../../src/algorithms/contingency.js';
import { MEASURES as OF_PARTITIONS } from '../../src/algorithms/measures.js';
import type { MeasureName } from '../../src/language/config.js';

type OfIds = (a: Int32Array, b: Int32Array) => number;

/** Measures of partitions that are given by the cluster id of each sample. */
export const MEASURES = { rand: ofIds('rand'), adjustedRand: ofIds('adjustedRand') };

export const randIndex: OfIds = MEASURES.rand.between;
export const adjustedRandIndex: OfIds = MEASURES.adjustedRand.between;

function ofIds(name: MeasureName) {
  const { between, chance, ...measure } = OF_PARTITIONS[name];
  const counted =
    (compute: typeof between): OfIds =>
    (a, b) =>
      compute(partitionOf(a), partitionOf(b));
  return { ...measure, between: counted(between), chance: counted(chance) };
}
