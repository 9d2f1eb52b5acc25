// Lloyd's iterations. Rows are float64, padded with zeros to an even number of features. Squared distances are summed over
// features two at a time and over samples in order, so the bits are the same everywhere.
import { sumOfTwo } from './lanes';

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
    furthest = max(furthest, sumOfTwo(moved));
  }
  return furthest;
}

/** Sum of the squared distances of all rows to their centroids. */
export function inertia(samples: usize, n: i32, row: i32, centroids: usize, assignments: usize): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    sum += squaredDistance(samples, centroids + load<i32>(assignments + (i << 2)) * row, row);
    samples += row;
  }
  return sum;
}

/** `row` is the size of both in bytes. */
// @ts-ignore: decorator
@inline
export function squaredDistance(a: usize, b: usize, row: i32): f64 {
  let sum = f64x2.splat(0);
  for (const end = a + row; a < end; a += 16) {
    sum = addSquare(sum, v128.load(a), b);
    b += 16;
  }
  return sumOfTwo(sum);
}

// @ts-ignore: decorator
@inline
function addSquare(sum: v128, x: v128, centroid: usize): v128 {
  const difference = f64x2.sub(x, v128.load(centroid));
  return f64x2.add(sum, f64x2.mul(difference, difference));
}
