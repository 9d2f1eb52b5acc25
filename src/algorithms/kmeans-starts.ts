import type { KMeansSolver } from './kmeans-solver.js';
import type { Random } from './random.js';
import { log } from './real-functions.js';

/**
 * k samples as starting centroids: greedy k-means++ (Arthur & Vassilvitskii 2007), each the best of 2 + floor(ln k) draws with
 * probability proportional to the squared distance from the nearest start so far, as in scikit-learn. Once every sample equals
 * a start, the remaining starts repeat the first; their clusters stay empty, since the first of equal centroids wins.
 */
export function plusPlusStarts(solver: KMeansSolver, k: number, random: Random): number[] {
  const trials = 2 + Math.floor(log(k));
  let newest = solver.bestStart(new Float64Array(solver.samples).fill(Infinity), [random.below(solver.samples)]);
  const starts = [newest.sample];
  while (starts.length < k) {
    if (newest.sum === 0) {
      starts.push(starts[0]);
      continue;
    }
    const { distances, sum } = newest;
    const draws = Array.from({ length: trials }, () => draw(distances, sum * random.uniform()));
    newest = solver.bestStart(distances, draws);
    starts.push(newest.sample);
  }
  return starts;
}

/** The sample at which the running sum of weights passes `target`; never one of weight 0. */
function draw(weights: Float64Array, target: number): number {
  let running = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    running += weights[i];
    last = i;
    if (running > target) break;
  }
  return last;
}
