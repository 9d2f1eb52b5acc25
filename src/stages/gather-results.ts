import { renumbered } from '../algorithms/trees/renumber.js';
import type { Config } from '../language/config.js';
import type { Warning } from '../language/warnings/warning.js';
import type { ClusterSummary, Kindred, Matrix, Results } from '../report/results.js';
import type { Fingerprint } from '../store/fingerprint.js';
import type { Store } from '../store/store.js';
import type { ComparedMatrix } from './compare.js';
import type { Tree, Trees } from './kindred.js';
import type { LabelSummary } from './label.js';
import { input, inputList, readJson } from './stage.js';

interface Params {
  readonly config: Config;
  /** By position of the model. */
  readonly engines: readonly string[];
  readonly scores: readonly { readonly model: string; readonly epoch: number }[];
  readonly clusterings: readonly Pick<ClusterSummary, 'model' | 'epoch' | 'layer' | 'reducer' | 'clusterer'>[];
  readonly matrices: readonly MatrixParams[];
  /** For each tree file, the positions in `matrices` of the matrices that it was made from. */
  readonly kindred: readonly (readonly number[])[];
}

type MatrixParams = Omit<Matrix, 'values' | 'chance'> & {
  /** Position of each member among the partitions that were compared. */
  readonly order: readonly number[];
};

/** Joins what the report's fingerprint names with what its inputs hold. */
export function gatherResults(fingerprint: Fingerprint, store: Store): Results {
  const params = fingerprint.params as unknown as Params;
  const each = <Value>(name: string) => inputList(fingerprint, name).map((digest) => readJson<Value>(store, digest));
  const classNames = readJson<string[]>(store, input(fingerprint, 'classNames'));
  const scores = each<{ loss: number; accuracy: number; trainLoss: number; trainAccuracy: number }>('scores');
  const labels = each<LabelSummary>('labels');
  const compared = each<ComparedMatrix>('matrices');
  const matrices = params.matrices.map((matrix, index) => inOrder(matrix, compared[index]));
  return {
    config: params.config,
    warnings: readJson<Warning[]>(store, input(fingerprint, 'warnings')),
    engines: params.engines,
    classNames,
    matrices,
    scores: params.scores.map((score, index) => ({ ...score, ...scores[index] })),
    clusters: params.clusterings.flatMap((place, index) => clustersOf(place, labels[index], classNames)),
    kindred: each<Trees>('kindred').flatMap((trees, index) => {
      return kindredOf(
        trees,
        params.kindred[index].map((position) => params.matrices[position]),
      );
    }),
  };
}

function inOrder({ order, ...matrix }: MatrixParams, { values, chance }: ComparedMatrix): Matrix {
  return { ...matrix, values: order.map((row) => order.map((column) => values[row][column])), chance };
}

type Place = Params['clusterings'][number];

function clustersOf(place: Place, summary: LabelSummary, classNames: readonly string[]): ClusterSummary[] {
  return summary.labels.map((label, cluster) => ({
    ...place,
    cluster,
    size: summary.sizes[cluster],
    label: classNames[label] ?? '',
    purity: summary.purity[cluster],
  }));
}

function kindredOf({ each, mean }: Trees, matrices: readonly MatrixParams[]): Kindred[] {
  const [first] = matrices;
  const { partition, reducer, clusterer, measure, members, order } = first;
  const memberAt = members.map((_, place) => order.indexOf(place));
  const kindred = (tree: Tree, at: Kindred['at']): Kindred => {
    const { merges, groups, silhouette } = renumbered(tree, memberAt);
    const named = groups.map((group) => group.map((member) => members[member]));
    return { partition, reducer, clusterer, measure, at, members, merges, groups: named, silhouette };
  };
  const trees = each.map((tree, index) => kindred(tree, { layer: matrices[index].of, epoch: matrices[index].epoch }));
  return [kindred(mean, undefined), ...trees];
}
