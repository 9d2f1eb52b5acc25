import { averageLinkage } from '../algorithms/trees/average-linkage.js';
import { similarityToDistance } from '../algorithms/trees/distance.js';
import { flatGroups } from '../algorithms/trees/flat-groups.js';
import type { Merge } from '../report/results.js';
import type { Fingerprint } from '../store/fingerprint.js';
import { type Rows, readRows } from './arrays.js';
import { inputList, jsonFile, made, type StageContext, type StageResult } from './stage.js';

/** A tree over the members of a matrix, by their position, and its flat groups. */
export interface Tree {
  readonly merges: readonly Merge[];
  readonly groups: readonly (readonly number[])[];
  readonly silhouette: number;
}

/** Which members are kindred: an average-linkage tree for each matrix, in input order, and for the mean of all. */
export function runKindred(fingerprint: Fingerprint, { store }: StageContext): StageResult {
  const digests = inputList(fingerprint, 'matrices');
  const mean = readRows(store, digests[0]).map((row) => new Float64Array(row.length));
  const each = digests.map((digest) => {
    const matrix = readRows(store, digest);
    addTo(mean, matrix);
    return treeOf(matrix);
  });
  for (const row of mean) for (let j = 0; j < row.length; j++) row[j] /= digests.length;
  return made([
    ['each.json', jsonFile(each)],
    ['mean.json', jsonFile(treeOf(mean))],
  ]);
}

function treeOf(similarity: Rows): Tree {
  const merges = averageLinkage(similarity);
  return { merges, ...flatGroups(similarityToDistance(similarity), merges) };
}

function addTo(sum: readonly Float64Array[], matrix: Rows): void {
  for (const [i, row] of matrix.entries()) for (let j = 0; j < row.length; j++) sum[i][j] += row[j];
}
