import type { KMeansRun, KMeansSolver, NewStart } from './kmeans-solver.js';
import type { LinearAlgebra, Workspace } from './linear-algebra.js';

/** Kernels take samples by eight, centroids and starts by four. */
const BLOCK = 8;
const TOGETHER = 4;

/** Lloyd's iterations (Lloyd 1982) as SIMD kernels, for data of any size. */
export function kernelSolver(x: Float32Array, n: number, d: number, linalg: LinearAlgebra): KMeansSolver {
  const workspace = linalg.workspace();
  const data = layData(workspace, x, n, d);
  const { columns, row } = data;
  const rows = workspace.allocate(TOGETHER * row);
  const weights = workspace.allocate(TOGETHER * (columns + 1) * 4);
  const scores = workspace.allocate(TOGETHER * BLOCK * 4);
  const before = workspace.allocate(n * 8);
  const after = workspace.allocate(TOGETHER * n * 8);
  const sums = workspace.allocate(TOGETHER * 8);

  function bestStart(distances: Float64Array, candidates: readonly number[]): NewStart {
    workspace.float64(before, n).set(distances);
    let best = bestOfFour(candidates.slice(0, TOGETHER));
    for (let first = TOGETHER; first < candidates.length; first += TOGETHER) {
      best = bestOfFour(candidates.slice(first, first + TOGETHER), best);
    }
    return best;
  }

  /** Of up to four, and an earlier one. */
  function bestOfFour(candidates: readonly number[], earlier?: NewStart): NewStart {
    const { kernels } = workspace;
    const { samples, blocks, squares, mean } = data;
    copyRows(data, candidates, rows);
    const largest = kernels.packCentroids(rows, candidates.length, row, mean, weights);
    const scored = [blocks, squares, rows, candidates.length, weights, largest, scores] as const;
    kernels.nearerDistances(samples, n, row, ...scored, before, after, sums);
    const found = workspace.float64(sums, candidates.length);
    const sum = Math.min(...found);
    if (earlier !== undefined && earlier.sum <= sum) return earlier;
    const index = found.indexOf(sum);
    return { sample: candidates[index], distances: workspace.float64(after + index * n * 8, n).slice(), sum };
  }

  let arrays: Arrays | undefined;
  function iterate(starts: readonly number[], tolerance: number, maxIterations: number): KMeansRun {
    if (arrays?.k !== starts.length) arrays = allocateArrays(data, starts.length);
    return lloyd(data, arrays, { starts, tolerance, maxIterations });
  }
  return { samples: n, bestStart, iterate };
}

/** The samples and their addresses: float64 rows, and float32 blocks of what is left without the mean. */
interface Data {
  readonly workspace: Workspace;
  readonly n: number;
  readonly d: number;
  /** Features of a padded row, and their size in bytes. */
  readonly columns: number;
  readonly row: number;
  readonly samples: number;
  readonly mean: number;
  readonly blocks: number;
  readonly squares: number;
}

function layData(workspace: Workspace, x: Float32Array, n: number, d: number): Data {
  const columns = d + (d % 2);
  const row = columns * 8;
  const samples = workspace.allocate(n * row);
  const mean = workspace.allocate(row);
  const blocks = workspace.allocate(Math.ceil(n / BLOCK) * BLOCK * columns * 4);
  const squares = workspace.allocate(n * 8);
  const target = workspace.float64(samples, n * columns);
  const means = workspace.float64(mean, columns);
  for (let i = 0; i < n; i++) {
    target.set(x.subarray(i * d, (i + 1) * d), i * columns);
    for (let j = 0; j < d; j++) means[j] += x[i * d + j] / n;
  }
  workspace.kernels.packSamples(samples, n, row, mean, blocks, squares);
  return { workspace, n, d, columns, row, samples, mean, blocks, squares };
}

/** Puts the rows of some samples one after the other at an address. */
function copyRows({ workspace, samples, row, columns }: Data, chosen: readonly number[], address: number): void {
  const rows = workspace.float64(address, chosen.length * columns);
  for (const [index, sample] of chosen.entries()) {
    rows.set(workspace.float64(samples + sample * row, columns), index * columns);
  }
}

/** Addresses of what iterations work on. */
interface Arrays {
  readonly k: number;
  readonly centroids: number;
  readonly weights: number;
  readonly scratch: number;
  readonly assignments: number;
  readonly sums: number;
  readonly counts: number;
}

function allocateArrays({ workspace, n, row, columns }: Data, k: number): Arrays {
  return {
    k,
    centroids: workspace.allocate(k * row),
    weights: workspace.allocate(Math.ceil(k / TOGETHER) * TOGETHER * (columns + 1) * 4),
    scratch: workspace.allocate((TOGETHER + 2) * BLOCK * 4),
    assignments: workspace.allocate(n * 4),
    sums: workspace.allocate(k * row),
    counts: workspace.allocate(k * 8),
  };
}

interface Limits {
  readonly starts: readonly number[];
  readonly tolerance: number;
  readonly maxIterations: number;
}

function lloyd(data: Data, arrays: Arrays, { starts, tolerance, maxIterations }: Limits): KMeansRun {
  const { workspace, samples, n, row } = data;
  const { k, centroids, assignments, sums, counts } = arrays;
  const { kernels } = workspace;
  placeStarts(data, arrays, starts);
  let iterations = 0;
  let converged = false;
  while (!converged && iterations < maxIterations) {
    assign(data, arrays);
    converged = kernels.moveCentroids(centroids, sums, counts, k, row) <= tolerance;
    iterations++;
  }
  assign(data, arrays);
  return {
    assignments: workspace.int32(assignments, n).slice(),
    centroids: withoutPadding(data, arrays),
    inertia: kernels.inertia(samples, n, row, centroids, assignments),
    iterations,
    converged,
  };
}

function placeStarts(data: Data, arrays: Arrays, starts: readonly number[]): void {
  const { workspace, n, columns } = data;
  copyRows(data, starts, arrays.centroids);
  workspace.int32(arrays.assignments, n).fill(-1);
  workspace.float64(arrays.sums, arrays.k * columns).fill(0);
  workspace.float64(arrays.counts, arrays.k).fill(0);
}

function assign(data: Data, arrays: Arrays): void {
  const { samples, n, row, blocks, squares, mean } = data;
  const { k, centroids, weights, scratch, assignments, sums, counts } = arrays;
  const { kernels } = data.workspace;
  const largest = kernels.packCentroids(centroids, k, row, mean, weights);
  const scored = [blocks, squares, centroids, k, weights, largest, scratch] as const;
  kernels.assignSamples(samples, n, row, ...scored, assignments, sums, counts);
}

function withoutPadding({ workspace, d, columns }: Data, { k, centroids }: Arrays): Float64Array {
  const rows = workspace.float64(centroids, k * columns);
  const result = new Float64Array(k * d);
  for (let cluster = 0; cluster < k; cluster++) {
    result.set(rows.subarray(cluster * columns, cluster * columns + d), cluster * d);
  }
  return result;
}
