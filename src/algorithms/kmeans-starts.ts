import type { Random } from './random.js';
import { squaredDistance } from './squared-distance.js';

/**
 * k starting centroids out of the rows: greedy k-means++ (Arthur & Vassilvitskii 2007), each the best of 2 + floor(ln k) draws with
 * probability proportional to the squared distance from the nearest start so far, as in scikit-learn. Once every row equals a
 * start, the remaining starts repeat the first; their clusters stay empty, since the first of equal centroids wins.
 */
export function plusPlusStarts(rows: number[][], k: number, random: Random): number[][] {
  const trials = 2 + Math.floor(Math.log(k));
  const starts = [rows[random.below(rows.length)]];
  let distances = new Float64Array(rows.length).fill(Infinity);
  distances = distancesWith(distances, rows, starts[0]);
  while (starts.length < k) {
    const total = sum(distances);
    if (total === 0) {
      starts.push(starts[0]);
      continue;
    }
    let best: { start: number[]; distances: Float64Array<ArrayBuffer>; potential: number } | undefined;
    for (let trial = 0; trial < trials; trial++) {
      const start = rows[draw(distances, total * random.uniform())];
      const closer = distancesWith(distances, rows, start);
      const potential = sum(closer);
      if (best === undefined || potential < best.potential) best = { start, distances: closer, potential };
    }
    if (best === undefined) throw new Error('internal error: no trials');
    starts.push(best.start);
    distances = best.distances;
  }
  return starts;
}

/** Squared distance of each row to its nearest start, given those without `start`. */
function distancesWith(distances: Float64Array, rows: readonly number[][], start: readonly number[]) {
  const result = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++)
    result[i] = Math.min(distances[i], squaredDistance(rows[i], start, distances[i]));
  return result;
}

/** The row at which the running sum of weights passes `target`; never one of weight 0. */
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

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
