import type { KMeansRun, KMeansSolver, Potential } from './kmeans-solver.js';
import type { LinearAlgebra, Workspace } from './linear-algebra.js';

/** Centroids come in fours in the kernels. */
const TOGETHER = 4;

/** Lloyd's iterations (Lloyd 1982) as SIMD kernels, for data of any size. */
export function kernelSolver(x: Float32Array, n: number, d: number, linalg: LinearAlgebra): KMeansSolver {
  const workspace = linalg.workspace();
  const columns = d + (d % 2);
  const samples = workspace.allocate(n * columns * 8);
  const target = workspace.float64(samples, n * columns);
  for (let i = 0; i < n; i++) target.set(x.subarray(i * d, (i + 1) * d), i * columns);
  const before = workspace.allocate(n * 8);
  const after = workspace.allocate(n * 8);
  const data = { workspace, samples, n, d, columns };

  function nearer(distances: Float64Array, sample: number): Potential {
    workspace.float64(before, n).set(distances);
    const start = samples + sample * columns * 8;
    const sum = workspace.kernels.nearerDistances(samples, n, columns * 8, start, before, after);
    return { distances: workspace.float64(after, n).slice(), sum };
  }

  let arrays: Arrays | undefined;
  function iterate(starts: readonly number[], tolerance: number, maxIterations: number): KMeansRun {
    if (arrays?.k !== starts.length) arrays = allocateArrays(data, starts.length);
    return lloyd(data, arrays, { starts, tolerance, maxIterations });
  }
  return { samples: n, nearer, iterate };
}

interface Data {
  readonly workspace: Workspace;
  readonly samples: number;
  readonly n: number;
  readonly d: number;
  /** Features of a padded row. */
  readonly columns: number;
}

/** Addresses of what iterations work on. */
interface Arrays {
  readonly k: number;
  readonly centroids: number;
  readonly assignments: number;
  readonly sums: number;
  readonly counts: number;
}

function allocateArrays({ workspace, n, columns }: Data, k: number): Arrays {
  return {
    k,
    centroids: workspace.allocate(Math.ceil(k / TOGETHER) * TOGETHER * columns * 8),
    assignments: workspace.allocate(n * 4),
    sums: workspace.allocate(k * columns * 8),
    counts: workspace.allocate(k * 8),
  };
}

interface Limits {
  readonly starts: readonly number[];
  readonly tolerance: number;
  readonly maxIterations: number;
}

function lloyd(data: Data, arrays: Arrays, { starts, tolerance, maxIterations }: Limits): KMeansRun {
  const { workspace, samples, n, columns } = data;
  const { k, centroids, assignments, sums, counts } = arrays;
  const { kernels } = workspace;
  placeStarts(data, arrays, starts);
  const assign = () => kernels.assignSamples(samples, n, columns * 8, centroids, k, assignments, sums, counts);
  let iterations = 0;
  let converged = false;
  while (!converged && iterations < maxIterations) {
    assign();
    converged = kernels.moveCentroids(centroids, sums, counts, k, columns * 8) <= tolerance;
    iterations++;
  }
  const inertia = assign();
  return {
    assignments: workspace.int32(assignments, n).slice(),
    centroids: withoutPadding(data, arrays),
    inertia,
    iterations,
    converged,
  };
}

/** Rows beyond k are infinitely far from every sample. */
function placeStarts({ workspace, samples, columns }: Data, { k, centroids }: Arrays, starts: readonly number[]): void {
  const rows = workspace.float64(centroids, Math.ceil(k / TOGETHER) * TOGETHER * columns);
  rows.fill(Infinity, k * columns);
  for (const [cluster, sample] of starts.entries()) {
    rows.set(workspace.float64(samples + sample * columns * 8, columns), cluster * columns);
  }
}

function withoutPadding({ workspace, d, columns }: Data, { k, centroids }: Arrays): Float64Array {
  const rows = workspace.float64(centroids, k * columns);
  const result = new Float64Array(k * d);
  for (let cluster = 0; cluster < k; cluster++) {
    result.set(rows.subarray(cluster * columns, cluster * columns + d), cluster * d);
  }
  return result;
}
