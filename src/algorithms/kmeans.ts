import { kmeans as lloyd } from 'ml-kmeans';
import { plusPlusStarts } from './kmeans-starts.js';
import type { Random } from './random.js';
import { squaredDistance } from './squared-distance.js';

export interface KMeansParams {
  /** Number of clusters, 1..n. */
  readonly k: number;
  /** Number of k-means++ starts; the result is the best of them (scikit-learn's `n_init`). */
  readonly restarts: number;
  readonly maxIterations: number;
  /** Converged when no centroid moves further (squared) than this times the mean variance of the features. */
  readonly tolerance: number;
}

export interface KMeansFit {
  /** (n): the nearest centroid of each sample; ids in order of first appearance, so 0 is sample 0's. */
  readonly assignments: Int32Array;
  /** (k x d), row-major. Clusters that are empty (fewer distinct rows than k) come last, as copies of a sample. */
  readonly centroids: Float64Array;
  /** Sum over the samples of the squared distance to their centroid. */
  readonly inertia: number;
  /** (restarts): the inertia that each start led to. */
  readonly inertiaOfRestart: Float64Array;
  /** Iterations of the best start, 1..maxIterations, and whether it met the tolerance. */
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * k-means of `x` (n x d, row-major): Lloyd's iterations (Lloyd 1982) by ml-kmeans from k-means++ starts (Arthur & Vassilvitskii
 * 2007), the lowest inertia of several, the first of equals. Throws on a number that is not finite.
 */
export function kMeans(x: Float32Array, n: number, d: number, params: KMeansParams, random: Random): KMeansFit {
  const { k, restarts } = params;
  if (!(k >= 1 && k <= n)) throw new RangeError(`k: expected 1..${n} for ${n} samples, got ${k}`);
  if (!(restarts >= 1)) throw new RangeError(`restarts: expected 1 or more, got ${restarts}`);
  const rows = rowsOf(x, n, d);
  const tolerance = params.tolerance * meanVariance(rows, d);
  const runs = Array.from({ length: restarts }, () =>
    iterate(rows, plusPlusStarts(rows, k, random), tolerance, params.maxIterations),
  );
  const best = runs.reduce((lowest, run) => (run.inertia < lowest.inertia ? run : lowest));
  return {
    ...inOrderOfAppearance(best, d),
    inertia: best.inertia,
    inertiaOfRestart: Float64Array.from(runs, ({ inertia }) => inertia),
    iterations: best.iterations,
    converged: best.converged,
  };
}

interface Run {
  readonly assignments: readonly number[];
  readonly centroids: readonly (readonly number[])[];
  readonly inertia: number;
  readonly iterations: number;
  readonly converged: boolean;
}

function iterate(rows: number[][], starts: number[][], tolerance: number, maxIterations: number): Run {
  const options = { initialization: starts, tolerance, maxIterations, distanceFunction: nearestSoFar() };
  const result = lloyd(rows, starts.length, options);
  const { centroids, iterations, converged } = result;
  // Its clusters belong to the centroids before the last update.
  const assignments = result.nearest(rows);
  let inertia = 0;
  for (const [i, row] of rows.entries()) inertia += squaredDistance(row, centroids[assignments[i]], Infinity);
  return { assignments, centroids, inertia, iterations, converged };
}

/**
 * The squared distance as ml-kmeans uses it: all centroids in turn for one sample, the first of the smallest wins. So a distance
 * that reaches the sample's smallest so far is given up; the assignments are the same, and of PCA scores, whose variance
 * falls by column, 22 of 50 are read. Measured on 1000 x 50, k = 10, 10 restarts, 275 iterations: ml-kmeans with its own starts
 * 0.31 s, of which half are the starts (it copies a row per distance); from ours 0.14 s; with this distance 0.09 s, of which
 * half are ml-kmeans' means.
 */
function nearestSoFar(): (sample: number[], centroid: number[]) => number {
  let current: number[] | undefined;
  let nearest = Infinity;
  return (sample, centroid) => {
    if (sample !== current) {
      current = sample;
      nearest = Infinity;
    }
    const distance = squaredDistance(sample, centroid, nearest);
    if (distance < nearest) nearest = distance;
    return distance;
  };
}

function rowsOf(x: Float32Array, n: number, d: number): number[][] {
  if (!x.every(Number.isFinite)) throw new RangeError('k-means: expected finite numbers only');
  return Array.from({ length: n }, (_, i) => Array.from(x.subarray(i * d, (i + 1) * d)));
}

function meanVariance(rows: readonly number[][], d: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) {
    let mean = 0;
    for (const row of rows) mean += row[j] / rows.length;
    for (const row of rows) sum += (row[j] - mean) * (row[j] - mean);
  }
  return sum / (rows.length * d);
}

function inOrderOfAppearance({ assignments, centroids }: Run, d: number) {
  const order = new Set(assignments);
  for (const cluster of centroids.keys()) order.add(cluster);
  const idOf = new Map([...order].map((cluster, id) => [cluster, id]));
  const sorted = new Float64Array(centroids.length * d);
  for (const [id, cluster] of [...order].entries()) sorted.set(centroids[cluster], id * d);
  return { assignments: Int32Array.from(assignments, (cluster) => idOf.get(cluster) ?? -1), centroids: sorted };
}
