import { majorityLabels } from '../algorithms/majority-label.js';
import { encodeNpy } from '../formats/npy.js';
import type { Fingerprint } from '../store/fingerprint.js';
import { bytesOf, integersOf, readArray } from './arrays.js';
import { input, jsonFile, made, type StageContext, type StageResult } from './stage.js';

/** What the label stage says of the clusters, in cluster order; label -1 stands for an empty cluster. */
export interface LabelSummary {
  readonly labels: readonly number[];
  readonly sizes: readonly number[];
  readonly purity: readonly number[];
  /** Clusters whose majority was tied. */
  readonly ties: readonly number[];
  /** Those of them where another winner would have made another partition. */
  readonly decisiveTies: readonly number[];
}

/** Names each cluster by its majority class and gives every sample its cluster's name. */
export function runLabel(fingerprint: Fingerprint, { store }: StageContext): StageResult {
  const { clusters, classes } = fingerprint.params as unknown as { clusters: number; classes: number };
  const assignments = integersOf(readArray(store, input(fingerprint, 'assignments')));
  const trueLabels = bytesOf(readArray(store, input(fingerprint, 'labels')));
  const named = majorityLabels(assignments, trueLabels, clusters, classes);
  const summary: LabelSummary = {
    labels: [...named.labelOfCluster],
    sizes: [...named.sizes],
    purity: [...named.purity],
    ties: [...named.ties],
    decisiveTies: [...named.decisiveTies],
  };
  return made([
    ['labels.npy', encodeNpy(named.labels, [named.labels.length])],
    ['summary.json', jsonFile(summary)],
  ]);
}
