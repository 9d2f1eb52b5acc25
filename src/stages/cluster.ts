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

/** Clusters scores; the seed derives from the step's own fingerprint, so neither names nor order play a role. */
export function runCluster(fingerprint: Fingerprint, { store }: StageContext): StageResult {
  const { seed, ...params } = fingerprint.params as unknown as Params;
  const scores = readArray(store, input(fingerprint, 'scores'));
  const [samples, features] = scores.shape;
  const random = randomFor('k-means', seed, fingerprint.params, input(fingerprint, 'scores'));
  const fitted = kMeans(floatsOf(scores), samples, features, params, random);
  const { assignments, centroids, inertia, inertiaOfRestart, iterations, converged } = fitted;
  return made([
    ['assignments.npy', encodeNpy(assignments, [samples])],
    ['centroids.npy', encodeNpy(centroids, [params.k, features])],
    ['fitted.json', jsonFile({ inertia, inertiaOfRestart: [...inertiaOfRestart], iterations, converged })],
  ]);
}
