import type { LinearAlgebra } from './linear-algebra.js';
import { kernelSolver } from './lloyd-kernels.js';
import { mlKmeansSolver } from './lloyd-ml-kmeans.js';

/** Distances and Lloyd's iterations over n samples of d features. Every solver finds the same partitions from the same starts. */
export interface KMeansSolver {
  readonly samples: number;
  /**
   * Of some samples, the one that as one more start leaves the least sum of squared distances to the nearest start; the first of
   * equals. `distances` are those without it.
   */
  bestStart(distances: Float64Array, candidates: readonly number[]): NewStart;
  /** Iterates from the samples `starts` until no centroid moves further (squared) than `tolerance`. */
  iterate(starts: readonly number[], tolerance: number, maxIterations: number): KMeansRun;
}

export interface NewStart {
  readonly sample: number;
  /** Of each sample to its nearest start, squared. */
  readonly distances: Float64Array;
  /** Of the distances. */
  readonly sum: number;
}

export interface KMeansRun {
  /** (n): the first of the nearest centroids. */
  readonly assignments: Int32Array;
  /** (k x d), row-major; a cluster without samples keeps its centroid. */
  readonly centroids: Float64Array;
  readonly inertia: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Below this many products of samples, features and clusters, ml-kmeans is done before the module is compiled. */
const SMALL = 50_000;

export function solverFor(x: Float32Array, n: number, d: number, k: number, load: () => LinearAlgebra): KMeansSolver {
  return n * d * k < SMALL ? mlKmeansSolver(x, n, d) : kernelSolver(x, n, d, load());
}
