import { kMeans } from '../algorithms/kmeans.js';
import { randomFor } from '../algorithms/random.js';
import { encodeNpy } from '../formats/npy.js';
import type { Fingerprint } from '../store/fingerprint.js';
import { floatsOf, readArray } from './arrays.js';
import { input, jsonFile, made, type StageContext, type StageResult } from './stage.js';

interface Params {
  readonly k: number;
  readonly restarts: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly seed: number;
}

/** What the cluster stage says of its best start. */
export interface ClusterSummary {
  readonly inertia: number;
  readonly inertiaOfRestart: readonly number[];
  readonly iterations: number;
  readonly converged: boolean;
  /** Clusters without a sample. */
  readonly empty: number;
  /** Samples that differ from each other, counted up to the number of clusters. */
  readonly distinct: number;
}

/** Clusters scores; the seed derives from the step's own fingerprint, so neither names nor order play a role. */
export function runCluster(fingerprint: Fingerprint, { store }: StageContext): StageResult {
  const { seed, ...params } = fingerprint.params as unknown as Params;
  const scores = readArray(store, input(fingerprint, 'scores'));
  const [samples, features] = scores.shape;
  const random = randomFor('k-means', seed, fingerprint.params, input(fingerprint, 'scores'));
  const fitted = kMeans(floatsOf(scores), samples, features, params, random);
  const { assignments, centroids, inertia, inertiaOfRestart, iterations, converged } = fitted;
  const summary: ClusterSummary = {
    inertia,
    inertiaOfRestart: [...inertiaOfRestart],
    iterations,
    converged,
    empty: params.k - new Set(assignments).size,
    distinct: distinctRows(floatsOf(scores), features, params.k),
  };
  return made([
    ['assignments.npy', encodeNpy(assignments, [samples])],
    ['centroids.npy', encodeNpy(centroids, [params.k, features])],
    ['fitted.json', jsonFile(summary)],
  ]);
}

function distinctRows(x: Float32Array, d: number, most: number): number {
  const rows = new Set<string>();
  for (let at = 0; at < x.length && rows.size < most; at += d) rows.add(x.subarray(at, at + d).join());
  return rows.size;
}
