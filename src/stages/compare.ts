import { MEASURES } from '../algorithms/measures.js';
import type { MeasureName } from '../language/config.js';
import type { Fingerprint } from '../store/fingerprint.js';
import { integersOf, readArray } from './arrays.js';
import { inputList, jsonFile, made, type StageContext, type StageResult } from './stage.js';

/** Agreement of all pairs of partitions, and the mean over the pairs of what independent partitions would give. */
export interface ComparedMatrix {
  readonly values: readonly (readonly number[])[];
  readonly chance: number;
}

export function runCompare(fingerprint: Fingerprint, { store }: StageContext): StageResult {
  const measure = MEASURES[fingerprint.params['measure'] as MeasureName];
  const partitions = inputList(fingerprint, 'partitions').map((digest) => integersOf(readArray(store, digest)));
  const values = partitions.map((a) => partitions.map((b) => measure.between(a, b)));
  const pairs = partitions.flatMap((a, i) => partitions.slice(i + 1).map((b) => measure.chance(a, b)));
  const chance = pairs.length === 0 ? 1 : pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
  const matrix: ComparedMatrix = { values, chance };
  return made([['matrix.json', jsonFile(matrix)]]);
}
