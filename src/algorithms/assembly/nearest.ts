// The nearest centroid or start of each sample: in float32 for eight samples and four centroids at a time, and again in
// float64 where rounding may have decided. With x and c measured from the mean of all samples, the centroid nearest to x has the least
// |c|^2 - 2 c.x, a "score".
import { multiplyAdd32 } from './lanes';
import { squaredDistance } from './lloyd';

/** Samples of a block, side by side in float32: block[feature][8]. */
const LANES: i32 = 8;
/** Bytes of one feature of a block. */
const CELL: i32 = 4 * LANES;
/** Centroids whose scores are computed together. */
const TOGETHER: i32 = 4;
/** Bytes of the scores of a block for those centroids: scores[centroid][8]. */
const SCORES: i32 = TOGETHER * CELL;
/** Half the distance from 1 to the next float32. */
const ROUNDING: f64 = 5.960464477539063e-8;
/** Squares below and above these lose digits in float32. */
const LEAST: f64 = 1e-30;
const MOST: f64 = 1e36;

/** Samples (n float64 rows of `row` bytes) minus their mean become blocks; `squares` gets the squared length of each. */
export function packSamples(samples: usize, n: i32, row: i32, mean: usize, blocks: usize, squares: usize): void {
  const features = row >> 3;
  for (let i = 0; i < n; i++) {
    const to = blocks + (i / LANES) * features * CELL + (i % LANES) * 4;
    let square: f64 = 0;
    for (let j = 0; j < features; j++) {
      const value = load<f64>(samples + (j << 3)) - load<f64>(mean + (j << 3));
      store<f32>(to + j * CELL, <f32>value);
      square += value * value;
    }
    store<f64>(squares + (i << 3), square);
    samples += row;
  }
}

/**
 * Weights of the scores, float32: for each four centroids |c|^2 (4), then -2 c ([feature][4]). The last four may have
 * centroids that no sample is near to. Returns the largest |c|^2.
 */
export function packCentroids(centroids: usize, k: i32, row: i32, mean: usize, weights: usize): f64 {
  const features = row >> 3;
  let largest: f64 = 0;
  for (let first = 0; first < k; first += TOGETHER) {
    for (let lane = 0; lane < TOGETHER; lane++) {
      const to = weights + 4 * lane;
      if (first + lane >= k) {
        for (let j = 0; j <= features; j++) store<f32>(to + j * 16, j == 0 ? Infinity : 0);
        continue;
      }
      let square: f64 = 0;
      for (let j = 0; j < features; j++) {
        const value = load<f64>(centroids + (j << 3)) - load<f64>(mean + (j << 3));
        store<f32>(to + (j + 1) * 16, <f32>(-2 * value));
        square += value * value;
      }
      store<f32>(to, <f32>square);
      largest = max(largest, square);
      centroids += row;
    }
    weights += (features + 1) * 16;
  }
  return largest;
}

/**
 * Brings assignments[i] (int32; -1 before the first time), the first of the centroids nearest to row i, up to date, and with
 * them sums (k x row) and counts (k, float64) of the rows of each cluster. largest: from `packCentroids`.
 */
export function assignSamples(
  samples: usize, n: i32, row: i32, blocks: usize, squares: usize, centroids: usize, k: i32, weights: usize, largest: f64,
  scratch: usize, assignments: usize, sums: usize, counts: usize,
): void {
  const features = row >> 3, gap = scratch + SCORES, nearest = gap + CELL;
  const error = 2 * errorOfScore(features);
  for (let i = 0; i < n; i++) {
    const lane = (i % LANES) << 2;
    if (lane == 0) {
      findNearest(blocks, features, k, weights, scratch, gap, nearest);
      blocks += features * CELL;
    }
    const scale = load<f64>(squares + (i << 3)) + 2 * largest;
    const isSure = scale < MOST && <f64>load<f32>(gap + lane) > error * scale + LEAST;
    const cluster = isSure ? load<i32>(nearest + lane) : nearestExactly(samples, centroids, k, row);
    const at = assignments + (i << 2), before = load<i32>(at);
    if (cluster != before) {
      store<i32>(at, cluster);
      if (before >= 0) addRow(samples, row, sums + before * row, counts + (before << 3), -1);
      addRow(samples, row, sums + cluster * row, counts + (cluster << 3), 1);
    }
    samples += row;
  }
}

/** Relative to |x|^2 + 2 |c|^2, which the `features` + 1 products of a score are below together. */
// @ts-ignore: decorator
@inline
function errorOfScore(features: i32): f64 {
  return 2 * <f64>(features + 4) * ROUNDING;
}

/** For eight samples, the centroid of the least score and how far the second least is from it. */
function findNearest(block: usize, features: i32, k: i32, weights: usize, scores: usize, gap: usize, nearest: usize): void {
  const infinity = f32x4.splat(Infinity);
  let nearestA = i32x4.splat(0), nearestB = nearestA;
  let leastA = infinity, leastB = infinity, secondA = infinity, secondB = infinity;
  for (let first = 0; first < k; first += TOGETHER) {
    scoreBlock(block, features, weights, scores);
    weights += (features + 1) * 16;
    for (let lane = 0; lane < TOGETHER; lane++) {
      const cluster = i32x4.splat(first + lane);
      const a = v128.load(scores + lane * CELL), b = v128.load(scores + lane * CELL, 16);
      const isLessA = f32x4.lt(a, leastA), isLessB = f32x4.lt(b, leastB);
      secondA = f32x4.pmin(secondA, v128.bitselect(leastA, a, isLessA));
      secondB = f32x4.pmin(secondB, v128.bitselect(leastB, b, isLessB));
      leastA = v128.bitselect(a, leastA, isLessA);
      leastB = v128.bitselect(b, leastB, isLessB);
      nearestA = v128.bitselect(cluster, nearestA, isLessA);
      nearestB = v128.bitselect(cluster, nearestB, isLessB);
    }
  }
  v128.store(nearest, nearestA);
  v128.store(nearest, nearestB, 16);
  v128.store(gap, f32x4.sub(secondA, leastA));
  v128.store(gap, f32x4.sub(secondB, leastB), 16);
}

/** The scores of eight samples for four centroids. */
function scoreBlock(block: usize, features: i32, weights: usize, scores: usize): void {
  let a0 = v128.load32_splat(weights), b0 = a0, a1 = v128.load32_splat(weights, 4), b1 = a1;
  let a2 = v128.load32_splat(weights, 8), b2 = a2, a3 = v128.load32_splat(weights, 12), b3 = a3;
  for (const end = block + features * CELL; block < end; block += CELL) {
    weights += 16;
    const low = v128.load(block), high = v128.load(block, 16);
    const w0 = v128.load32_splat(weights), w1 = v128.load32_splat(weights, 4);
    a0 = multiplyAdd32(a0, low, w0);
    b0 = multiplyAdd32(b0, high, w0);
    a1 = multiplyAdd32(a1, low, w1);
    b1 = multiplyAdd32(b1, high, w1);
    const w2 = v128.load32_splat(weights, 8), w3 = v128.load32_splat(weights, 12);
    a2 = multiplyAdd32(a2, low, w2);
    b2 = multiplyAdd32(b2, high, w2);
    a3 = multiplyAdd32(a3, low, w3);
    b3 = multiplyAdd32(b3, high, w3);
  }
  v128.store(scores, a0);
  v128.store(scores, b0, 16);
  v128.store(scores, a1, 32);
  v128.store(scores, b1, 48);
  v128.store(scores, a2, 64);
  v128.store(scores, b2, 80);
  v128.store(scores, a3, 96);
  v128.store(scores, b3, 112);
}

/**
 * For each of up to four starts, rows one after the other: `nearer` (count x n) gets the smaller of distances[i] and the squared
 * distance of row i to it, `sums` (count) their sum. weights and largest: from `packCentroids` of the starts.
 */
export function nearerDistances(
  samples: usize, n: i32, row: i32, blocks: usize, squares: usize, starts: usize, count: i32, weights: usize, largest: f64,
  scores: usize, distances: usize, nearer: usize, sums: usize,
): void {
  const features = row >> 3, size: usize = (<usize>n) << 3;
  const error = errorOfScore(features);
  memory.fill(sums, 0, (<usize>count) << 3);
  for (let i = 0; i < n; i++) {
    const lane = (i % LANES) << 2;
    if (lane == 0) {
      scoreBlock(blocks, features, weights, scores);
      blocks += features * CELL;
    }
    const before = load<f64>(distances + (i << 3)), square = load<f64>(squares + (i << 3));
    const scale = square + 2 * largest;
    const farther = scale < MOST ? before - square + error * scale + LEAST : Infinity;
    for (let start = 0; start < count; start++) {
      const isFarther = <f64>load<f32>(scores + start * CELL + lane) > farther;
      const distance = isFarther ? before : min(before, squaredDistance(samples, starts + start * row, row));
      store<f64>(nearer + start * size + (i << 3), distance);
      store<f64>(sums + (start << 3), load<f64>(sums + (start << 3)) + distance);
    }
    samples += row;
  }
}

function nearestExactly(sample: usize, centroids: usize, k: i32, row: i32): i32 {
  let nearest = Infinity;
  let result = 0;
  for (let cluster = 0; cluster < k; cluster++) {
    const distance = squaredDistance(sample, centroids + cluster * row, row);
    if (distance < nearest) {
      nearest = distance;
      result = cluster;
    }
  }
  return result;
}

/** Adds a row to a cluster's sums, or with sign -1 takes it away. */
function addRow(sample: usize, row: i32, sums: usize, count: usize, sign: f64): void {
  const signs = f64x2.splat(sign);
  for (const end = sample + row; sample < end; sample += 16) {
    v128.store(sums, f64x2.add(v128.load(sums), f64x2.mul(signs, v128.load(sample))));
    sums += 16;
  }
  store<f64>(count, load<f64>(count) + sign);
}
