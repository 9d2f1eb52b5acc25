// k-means in float64. Rows are padded with zeros to an even number of features, centroids with rows of infinities to a
// multiple of four. Sums run over features two at a time and over samples in order, so the bits are the same everywhere.

/** Centroids whose distances to a sample are computed together. */
const TOGETHER: i32 = 4;

// @ts-ignore: decorator
@inline
function total(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

// @ts-ignore: decorator
@inline
function addSquare(sum: v128, x: v128, centroid: usize): v128 {
  const difference = f64x2.sub(x, v128.load(centroid));
  return f64x2.add(sum, f64x2.mul(difference, difference));
}

/**
 * assignments[i] (int32): the first of the centroids nearest to row i. sums (k x row) and counts (k, float64): of the rows of
 * each cluster. Returns the sum of the squared distances to the nearest centroids. `row` is in bytes.
 */
export function assignSamples(samples: usize, n: i32, row: i32, centroids: usize, k: i32, assignments: usize, sums: usize, counts: usize): f64 {
  memory.fill(sums, 0, k * row);
  memory.fill(counts, 0, k << 3);
  const group = TOGETHER * row;
  let inertia: f64 = 0;
  for (let i = 0; i < n; i++) {
    let nearest = Infinity;
    let cluster = 0;
    let four = centroids;
    for (let first = 0; first < k; first += TOGETHER) {
      let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
      let c = four;
      for (const end = samples + row; samples < end; samples += 16) {
        const x = v128.load(samples);
        s0 = addSquare(s0, x, c);
        s1 = addSquare(s1, x, c + row);
        s2 = addSquare(s2, x, c + 2 * row);
        s3 = addSquare(s3, x, c + 3 * row);
        c += 16;
      }
      samples -= row;
      four += group;
      const d0 = total(s0), d1 = total(s1), d2 = total(s2), d3 = total(s3);
      if (d0 < nearest) { nearest = d0; cluster = first; }
      if (d1 < nearest) { nearest = d1; cluster = first + 1; }
      if (d2 < nearest) { nearest = d2; cluster = first + 2; }
      if (d3 < nearest) { nearest = d3; cluster = first + 3; }
    }
    inertia += nearest;
    store<i32>(assignments + (i << 2), cluster);
    const count = counts + (cluster << 3);
    store<f64>(count, load<f64>(count) + 1);
    let sum = sums + cluster * row;
    for (const end = samples + row; samples < end; samples += 16) {
      v128.store(sum, f64x2.add(v128.load(sum), v128.load(samples)));
      sum += 16;
    }
  }
  return inertia;
}

/** Centroids become the means of their samples; those without samples stay. Returns the largest squared distance moved. */
export function moveCentroids(centroids: usize, sums: usize, counts: usize, k: i32, row: i32): f64 {
  let furthest: f64 = 0;
  for (let cluster = 0; cluster < k; cluster++) {
    const count = load<f64>(counts + (cluster << 3));
    if (count == 0) {
      centroids += row;
      sums += row;
      continue;
    }
    const divisor = f64x2.splat(count);
    let moved = f64x2.splat(0);
    for (const end = centroids + row; centroids < end; centroids += 16) {
      const mean = f64x2.div(v128.load(sums), divisor);
      moved = addSquare(moved, mean, centroids);
      v128.store(centroids, mean);
      sums += 16;
    }
    furthest = max(furthest, total(moved));
  }
  return furthest;
}

/** nearer[i]: the smaller of distances[i] and the squared distance of row i to `start`. Returns their sum. */
export function nearerDistances(samples: usize, n: i32, row: i32, start: usize, distances: usize, nearer: usize): f64 {
  let potential: f64 = 0;
  for (let i = 0; i < n; i++) {
    let sum = f64x2.splat(0);
    let c = start;
    for (const end = samples + row; samples < end; samples += 16) {
      sum = addSquare(sum, v128.load(samples), c);
      c += 16;
    }
    const at = i << 3;
    const distance = min(load<f64>(distances + at), total(sum));
    store<f64>(nearer + at, distance);
    potential += distance;
  }
  return potential;
}
