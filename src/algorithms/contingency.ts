/** A partition of samples, counted once for all that it is compared with. */
export interface Partition {
  readonly samples: number;
  readonly clusters: number;
  /** Cluster of each sample, 0..clusters-1 in order of first appearance. */
  readonly ids: Int32Array;
  /** Sample pairs within one cluster: the sum of C(size, 2), exact for up to 9e7 samples. */
  readonly pairs: number;
  /** Samples, cluster by cluster; cluster c has those from starts[c] to starts[c + 1]. */
  readonly order: Int32Array;
  readonly starts: Int32Array;
}

/** Ids are any integers, gaps allowed. */
export function partitionOf(assignments: Int32Array): Partition {
  const samples = assignments.length;
  const { ids, sizes } = inOrderOfAppearance(assignments);
  const starts = new Int32Array(sizes.length + 1);
  for (const [cluster, size] of sizes.entries()) starts[cluster + 1] = starts[cluster] + size;
  const order = new Int32Array(samples);
  const next = starts.slice();
  for (let i = 0; i < samples; i++) order[next[ids[i]]++] = i;
  const pairs = sizes.reduce((sum, size) => sum + pairsOf(size), 0);
  return { samples, clusters: sizes.length, ids, pairs, order, starts };
}

function inOrderOfAppearance(assignments: Int32Array) {
  const indexOf = new Map<number, number>();
  const sizes: number[] = [];
  const ids = assignments.map((id) => {
    const known = indexOf.get(id) ?? indexOf.size;
    indexOf.set(id, known);
    sizes[known] = (sizes[known] ?? 0) + 1;
    return known;
  });
  return { ids, sizes };
}

/** C(count, 2) */
export function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}

/** Tables with at most so many cells are counted whole. */
const MOST_CELLS = 4096;
let counts = new Int32Array(MOST_CELLS);

/** Sample pairs that are within one cluster of both partitions. O(n), whatever the number of clusters. */
export function pairsWithinBoth(a: Partition, b: Partition): number {
  if (a.samples !== b.samples)
    throw new RangeError(`expected partitions of the same samples, got ${a.samples} and ${b.samples} samples`);
  return a.clusters * b.clusters <= MOST_CELLS ? inWholeTable(a, b) : clusterByCluster(a, b);
}

function inWholeTable({ samples, clusters, ids: rows }: Partition, { clusters: columns, ids }: Partition): number {
  let pairs = 0;
  // A sample makes a pair with each that came before it in both clusters.
  for (let i = 0; i < samples; i++) pairs += counts[rows[i] * columns + ids[i]]++;
  counts.fill(0, 0, clusters * columns);
  return pairs;
}

/** Needs one count for each cluster of the second, and takes twice as long. */
function clusterByCluster({ order, starts, clusters }: Partition, { clusters: columns, ids }: Partition): number {
  if (counts.length < columns) counts = new Int32Array(columns);
  let pairs = 0;
  for (let cluster = 0; cluster < clusters; cluster++) {
    const [from, to] = [starts[cluster], starts[cluster + 1]];
    for (let i = from; i < to; i++) pairs += counts[ids[order[i]]]++;
    for (let i = from; i < to; i++) counts[ids[order[i]]] = 0;
  }
  return pairs;
}
