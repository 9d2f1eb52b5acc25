import type { KMeansSolver } from './kmeans-solver.js';
import type { Random } from './random.js';

/**
 * k samples as starting centroids: greedy k-means++ (Arthur & Vassilvitskii 2007), each the best of 2 + floor(ln k) draws with
 * probability proportional to the squared distance from the nearest start so far, as in scikit-learn. Once every sample equals
 * a start, the remaining starts repeat the first; their clusters stay empty, since the first of equal centroids wins.
 */
export function plusPlusStarts(solver: KMeansSolver, k: number, random: Random): number[] {
  const trials = 2 + Math.floor(Math.log(k));
  const starts = [random.below(solver.samples)];
  let [nearest] = solver.nearer(new Float64Array(solver.samples).fill(Infinity), starts);
  while (starts.length < k) {
    if (nearest.sum === 0) {
      starts.push(starts[0]);
      continue;
    }
    const { distances, sum } = nearest;
    const draws = Array.from({ length: trials }, () => draw(distances, sum * random.uniform()));
    const potentials = solver.nearer(distances, draws);
    const best = potentials.reduce((least, { sum }, index) => (sum < potentials[least].sum ? index : least), 0);
    starts.push(draws[best]);
    nearest = potentials[best];
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
