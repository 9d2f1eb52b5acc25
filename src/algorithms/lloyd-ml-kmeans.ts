import { kmeans } from 'ml-kmeans';
import type { KMeansRun, KMeansSolver, NewStart } from './kmeans-solver.js';

/** Lloyd's iterations by ml-kmeans: nothing to compile, so the faster way for little data. */
export function mlKmeansSolver(x: Float32Array, n: number, d: number): KMeansSolver {
  const rows = Array.from({ length: n }, (_, i) => Array.from(x.subarray(i * d, (i + 1) * d)));

  function bestStart(distances: Float64Array, candidates: readonly number[]): NewStart {
    const starts = candidates.map((sample): NewStart => {
      const result = distances.map((distance, i) => Math.min(distance, squaredDistance(rows[i], rows[sample])));
      return { sample, distances: result, sum: result.reduce((sum, distance) => sum + distance, 0) };
    });
    return starts.reduce((best, start) => (start.sum < best.sum ? start : best));
  }

  function iterate(starts: readonly number[], tolerance: number, maxIterations: number): KMeansRun {
    const initialization = starts.map((sample) => rows[sample]);
    const options = { initialization, tolerance, maxIterations, distanceFunction: squaredDistance };
    const result = kmeans(rows, starts.length, options);
    const { centroids, iterations, converged } = result;
    // Its clusters belong to the centroids before the last update.
    const assignments = Int32Array.from(result.nearest(rows));
    let inertia = 0;
    for (const [i, row] of rows.entries()) inertia += squaredDistance(row, centroids[assignments[i]]);
    return { assignments, centroids: Float64Array.from(centroids.flat()), inertia, iterations, converged };
  }
  return { samples: n, bestStart, iterate };
}

/** Even and odd features are summed apart, as in the kernels, so that both solvers see the same ties. */
function squaredDistance(a: readonly number[], b: readonly number[]): number {
  let even = 0;
  let odd = 0;
  for (let j = 0; j < a.length; j += 2) even += (a[j] - b[j]) * (a[j] - b[j]);
  for (let j = 1; j < a.length; j += 2) odd += (a[j] - b[j]) * (a[j] - b[j]);
  return even + odd;
}
