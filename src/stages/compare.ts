import { partitionOf } from '../algorithms/contingency.js';
import { MEASURES, type Measure } from '../algorithms/measures.js';
import { encodeNpy } from '../formats/npy.js';
import type { MeasureName } from '../language/config.js';
import type { Fingerprint } from '../store/fingerprint.js';
import { integersOf, readArray } from './arrays.js';
import { inputList, jsonFile, made, type StageContext, type StageResult } from './stage.js';

/** Agreement of all pairs of partitions, and the mean over the pairs of what independent partitions would give. */
export function runCompare(fingerprint: Fingerprint, { store }: StageContext): StageResult {
  const measure = MEASURES[fingerprint.params['measure'] as MeasureName];
  const digests = inputList(fingerprint, 'partitions');
  const partitions = digests.map((digest) => partitionOf(integersOf(readArray(store, digest))));
  const n = partitions.length;
  return made([
    [
      'matrix.npy',
      encodeNpy(
        allPairs(n, measure, (i, j) => measure.between(partitions[i], partitions[j])),
        [n, n],
      ),
    ],
    ['chance.json', jsonFile(meanOfPairs(n, (i, j) => measure.chance(partitions[i], partitions[j])))],
  ]);
}

/** n x n, row by row; a symmetric measure is computed for one of the two triangles. */
function allPairs(n: number, { symmetric }: Measure, between: (i: number, j: number) => number): Float64Array {
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = symmetric ? i : 0; j < n; j++) {
      values[i * n + j] = between(i, j);
      if (symmetric) values[j * n + i] = values[i * n + j];
    }
  }
  return values;
}

/** 1 where there is no pair. */
function meanOfPairs(n: number, between: (i: number, j: number) => number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) sum += between(i, j);
  return n < 2 ? 1 : sum / ((n * (n - 1)) / 2);
}
