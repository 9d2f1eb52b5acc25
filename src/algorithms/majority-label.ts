/** Clusters named by the commonest true label of their samples. */
export interface MajorityLabels {
  /** (k): the label of each cluster, -1 for an empty one. */
  readonly labelOfCluster: Int32Array;
  /** (n): the label of each sample's cluster. */
  readonly labels: Int32Array;
  /** (k): share of a cluster's samples that have its label, 1/classes..1; 0 for an empty one. */
  readonly purity: Float64Array;
  /** (k): number of samples. */
  readonly sizes: Int32Array;
  /** Clusters in which several classes were the commonest; the smallest class id has won. */
  readonly ties: number[];
  /** Those of them where another winner would have made another partition: some cluster has, or could have, the name of one. */
  readonly decisiveTies: number[];
}

/** Assignments are 0..k - 1, true labels 0..classes - 1, one of each per sample. */
export function majorityLabels(
  assignments: Int32Array,
  trueLabels: Uint8Array,
  k: number,
  classes: number,
): MajorityLabels {
  const counts = Array.from({ length: k }, () => new Int32Array(classes));
  for (let i = 0; i < assignments.length; i++) counts[assignments[i]][trueLabels[i]]++;
  const sizes = Int32Array.from(counts, (ofCluster) => ofCluster.reduce((sum, count) => sum + count, 0));
  const largest = counts.map((ofCluster) => Math.max(...ofCluster));
  const labelOfCluster = Int32Array.from(counts, (ofCluster, cluster) =>
    sizes[cluster] === 0 ? -1 : ofCluster.indexOf(largest[cluster]),
  );
  const winners = counts.map((ofCluster, cluster) =>
    sizes[cluster] === 0 ? [] : [...ofCluster.keys()].filter((label) => ofCluster[label] === largest[cluster]),
  );
  const ties = [...winners.keys()].filter((cluster) => winners[cluster].length > 1);
  const isNamed = (label: number, but: number) =>
    winners.some((some, cluster) => cluster !== but && some.includes(label));
  return {
    labelOfCluster,
    labels: assignments.map((cluster) => labelOfCluster[cluster]),
    purity: Float64Array.from(sizes, (size, cluster) => (size === 0 ? 0 : largest[cluster] / size)),
    sizes,
    ties,
    decisiveTies: ties.filter((cluster) => winners[cluster].some((label) => isNamed(label, cluster))),
  };
}
