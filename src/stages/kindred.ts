import { averageLinkage } from '../algorithms/trees/average-linkage.js';
import { similarityToDistance } from '../algorithms/trees/distance.js';
import { flatGroups } from '../algorithms/trees/flat-groups.js';
import type { Merge } from '../report/results.js';
import type { Fingerprint } from '../store/fingerprint.js';
import type { ComparedMatrix } from './compare.js';
import { inputList, jsonFile, made, readJson, type StageContext, type StageResult } from './stage.js';

/** A tree over the members of a matrix, by their position, and its flat groups. */
export interface Tree {
  readonly merges: readonly Merge[];
  readonly groups: readonly (readonly number[])[];
  readonly silhouette: number;
}

export interface Trees {
  /** One for each matrix, in input order. */
  readonly each: readonly Tree[];
  readonly mean: Tree;
}

/** Which members are kindred: an average-linkage tree for each matrix and for the mean of all. */
export function runKindred(fingerprint: Fingerprint, { store }: StageContext): StageResult {
  const matrices = inputList(fingerprint, 'matrices').map((digest) => readJson<ComparedMatrix>(store, digest).values);
  const trees: Trees = { each: matrices.map(treeOf), mean: treeOf(meanOf(matrices)) };
  return made([['trees.json', jsonFile(trees)]]);
}

function treeOf(similarity: readonly (readonly number[])[]): Tree {
  const merges = averageLinkage(similarity);
  return { merges, ...flatGroups(similarityToDistance(similarity), merges) };
}

function meanOf(matrices: readonly (readonly (readonly number[])[])[]): number[][] {
  const [first] = matrices;
  return first.map((row, i) =>
    row.map((_, j) => matrices.reduce((sum, matrix) => sum + matrix[i][j], 0) / matrices.length),
  );
}
