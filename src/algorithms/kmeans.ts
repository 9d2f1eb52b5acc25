import { scaleOf } from './finite.js';
import { type KMeansRun, solverFor } from './kmeans-solver.js';
import { plusPlusStarts } from './kmeans-starts.js';
import { LinearAlgebra } from './linear-algebra.js';
import type { Random } from './random.js';

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
 * k-means of `x` (n x d, row-major): Lloyd's iterations (Lloyd 1982) from k-means++ starts (Arthur & Vassilvitskii 2007), the
 * lowest inertia of several, the first of equals. `load` gives the SIMD module, which little data does not need. Throws on a
 * number that is not finite.
 */
export function kMeans(
  x: Float32Array,
  n: number,
  d: number,
  params: KMeansParams,
  random: Random,
  load = LinearAlgebra.load,
): KMeansFit {
  const scale = scaleOf(x);
  if (scale === 1) return fitScaled(x, n, d, params, random, load);
  const { centroids, inertia, inertiaOfRestart, ...rest } = fitScaled(
    x.map((value) => value / scale),
    n,
    d,
    params,
    random,
    load,
  );
  return {
    ...rest,
    centroids: centroids.map((value) => value * scale),
    inertia: inertia * scale * scale,
    inertiaOfRestart: inertiaOfRestart.map((value) => value * scale * scale),
  };
}

/** The same for numbers whose products float32 can hold. */
function fitScaled(
  x: Float32Array,
  n: number,
  d: number,
  params: KMeansParams,
  random: Random,
  load: () => LinearAlgebra,
): KMeansFit {
  const { k, restarts, maxIterations } = params;
  if (!(k >= 1 && k <= n)) throw new RangeError(`k: expected 1..${n} for ${n} samples, got ${k}`);
  if (!(restarts >= 1)) throw new RangeError(`restarts: expected 1 or more, got ${restarts}`);
  if (!x.every(Number.isFinite)) throw new RangeError('k-means: expected finite numbers only');
  const tolerance = params.tolerance * meanVariance(x, n, d);
  const solver = solverFor(x, n, d, k, load);
  const runs = Array.from({ length: restarts }, () =>
    solver.iterate(plusPlusStarts(solver, k, random), tolerance, maxIterations),
  );
  const best = runs.reduce((lowest, run) => (run.inertia < lowest.inertia ? run : lowest));
  return {
    ...inOrderOfAppearance(best, k, d),
    inertia: best.inertia,
    inertiaOfRestart: Float64Array.from(runs, ({ inertia }) => inertia),
    iterations: best.iterations,
    converged: best.converged,
  };
}

function meanVariance(x: Float32Array, n: number, d: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) {
    let mean = 0;
    for (let at = j; at < x.length; at += d) mean += x[at] / n;
    for (let at = j; at < x.length; at += d) sum += (x[at] - mean) * (x[at] - mean);
  }
  return sum / (n * d);
}

function inOrderOfAppearance({ assignments, centroids }: KMeansRun, k: number, d: number) {
  const order = new Set(assignments);
  for (let cluster = 0; cluster < k; cluster++) order.add(cluster);
  const idOf = new Map([...order].map((cluster, id) => [cluster, id]));
  const sorted = new Float64Array(k * d);
  for (const [id, cluster] of [...order].entries()) {
    sorted.set(centroids.subarray(cluster * d, (cluster + 1) * d), id * d);
  }
  return { assignments: assignments.map((cluster) => idOf.get(cluster) ?? -1), centroids: sorted };
}
