import { load4, multiplyAdd, store4 } from './vector';

// One-dimensional transforms of Winograd's minimal filtering (Lavin & Gray 2016) at six points: 0, 3/4, -3/4, 3/2, -3/2 and
// infinity. A kernel of r taps makes 7 - r outputs from 6 inputs with 6 products. These points keep errors near those of the
// direct sum (a quarter of those of 0, 1, -1, 2, -2), and all factors but the weights' scales are exact. Each transform reads
// vectors `fromStep` bytes apart and writes vectors `toStep` bytes apart.

/** Points of each dimension. */
export const POINTS: i32 = 6;

const P: f32 = 3.0 / 4;
const P2: f32 = 9.0 / 16;
const P3: f32 = 27.0 / 64;
const P4: f32 = 81.0 / 256;
const Q: f32 = 3.0 / 2;
const Q2: f32 = 9.0 / 4;
const Q3: f32 = 27.0 / 8;
const Q4: f32 = 81.0 / 16;
const SUM: f32 = P2 + Q2;
const PRODUCT: f32 = P2 * Q2;

/** Scale of the weights at a point: 1 / the product of its distances from the other finite points. */
export function pointScale(point: i32): f32 {
  if (point == 0) return 64.0 / 81;
  if (point < 3) return -128.0 / 243;
  return point < 5 ? 32.0 / 243 : 1;
}

/** Values at the points of the polynomial with `count` coefficients, 2 to 5; at infinity, its last one. */
@inline
export function evaluate(from: usize, fromStep: i32, count: i32, to: usize, toStep: i32): void {
  const c0 = load4(from), c1 = load4(from + fromStep);
  let evenP = c0, oddP = f32x4.mul(c1, f32x4.splat(P)), evenQ = c0, oddQ = f32x4.mul(c1, f32x4.splat(Q)), last = c1;
  if (count > 2) {
    last = load4(from + 2 * fromStep);
    evenP = multiplyAdd(evenP, last, f32x4.splat(P2));
    evenQ = multiplyAdd(evenQ, last, f32x4.splat(Q2));
  }
  if (count > 3) {
    last = load4(from + 3 * fromStep);
    oddP = multiplyAdd(oddP, last, f32x4.splat(P3));
    oddQ = multiplyAdd(oddQ, last, f32x4.splat(Q3));
  }
  if (count > 4) {
    last = load4(from + 4 * fromStep);
    evenP = multiplyAdd(evenP, last, f32x4.splat(P4));
    evenQ = multiplyAdd(evenQ, last, f32x4.splat(Q4));
  }
  store4(to, c0);
  store4(to + toStep, f32x4.add(evenP, oddP));
  store4(to + 2 * toStep, f32x4.sub(evenP, oddP));
  store4(to + 3 * toStep, f32x4.add(evenQ, oddQ));
  store4(to + 4 * toStep, f32x4.sub(evenQ, oddQ));
  store4(to + 5 * toStep, last);
}

/** The transpose of `evaluate`: from values at the points `count` sums. */
@inline
export function collect(from: usize, fromStep: i32, count: i32, to: usize, toStep: i32): void {
  const v1 = load4(from + fromStep), v2 = load4(from + 2 * fromStep);
  const v3 = load4(from + 3 * fromStep), v4 = load4(from + 4 * fromStep);
  const evenP = f32x4.add(v1, v2), oddP = f32x4.sub(v1, v2), evenQ = f32x4.add(v3, v4), oddQ = f32x4.sub(v3, v4);
  store4(to, f32x4.add(load4(from), f32x4.add(evenP, evenQ)));
  let last = multiplyAdd(f32x4.mul(oddP, f32x4.splat(P)), oddQ, f32x4.splat(Q));
  if (count > 2) {
    store4((to += toStep), last);
    last = multiplyAdd(f32x4.mul(evenP, f32x4.splat(P2)), evenQ, f32x4.splat(Q2));
  }
  if (count > 3) {
    store4((to += toStep), last);
    last = multiplyAdd(f32x4.mul(oddP, f32x4.splat(P3)), oddQ, f32x4.splat(Q3));
  }
  if (count > 4) {
    store4((to += toStep), last);
    last = multiplyAdd(f32x4.mul(evenP, f32x4.splat(P4)), evenQ, f32x4.splat(Q4));
  }
  store4(to + toStep, f32x4.add(last, load4(from + 5 * fromStep)));
}

/**
 * Inputs at the points: for each finite point, the input under the coefficients of the product of x minus each other finite
 * point; at infinity, of x minus each.
 */
@inline
export function split(from: usize, fromStep: i32, to: usize, toStep: i32): void {
  const d0 = load4(from), d1 = load4(from + fromStep), d2 = load4(from + 2 * fromStep);
  const d3 = load4(from + 3 * fromStep), d4 = load4(from + 4 * fromStep), d5 = load4(from + 5 * fromStep);
  const sum = f32x4.splat(SUM), product = f32x4.splat(PRODUCT), p2 = f32x4.splat(P2), q2 = f32x4.splat(Q2);
  const evenP = f32x4.sub(d4, f32x4.mul(q2, d2)), evenQ = f32x4.sub(d4, f32x4.mul(p2, d2));
  const oddP = f32x4.mul(f32x4.splat(P), f32x4.sub(d3, f32x4.mul(q2, d1)));
  const oddQ = f32x4.mul(f32x4.splat(Q), f32x4.sub(d3, f32x4.mul(p2, d1)));
  store4(to, f32x4.add(f32x4.sub(f32x4.mul(product, d0), f32x4.mul(sum, d2)), d4));
  store4(to + toStep, f32x4.add(evenP, oddP));
  store4(to + 2 * toStep, f32x4.sub(evenP, oddP));
  store4(to + 3 * toStep, f32x4.add(evenQ, oddQ));
  store4(to + 4 * toStep, f32x4.sub(evenQ, oddQ));
  store4(to + 5 * toStep, f32x4.add(f32x4.sub(f32x4.mul(product, d1), f32x4.mul(sum, d3)), d5));
}

/** The transpose of `split`. */
@inline
export function merge(from: usize, fromStep: i32, to: usize, toStep: i32): void {
  const v0 = load4(from), v1 = load4(from + fromStep), v2 = load4(from + 2 * fromStep);
  const v3 = load4(from + 3 * fromStep), v4 = load4(from + 4 * fromStep), v5 = load4(from + 5 * fromStep);
  const sum = f32x4.splat(SUM), product = f32x4.splat(PRODUCT), p2 = f32x4.splat(P2), q2 = f32x4.splat(Q2);
  const evenP = f32x4.add(v1, v2), oddP = f32x4.mul(f32x4.splat(P), f32x4.sub(v1, v2));
  const evenQ = f32x4.add(v3, v4), oddQ = f32x4.mul(f32x4.splat(Q), f32x4.sub(v3, v4));
  store4(to, f32x4.mul(product, v0));
  store4(to + toStep, f32x4.sub(f32x4.sub(f32x4.mul(product, v5), f32x4.mul(q2, oddP)), f32x4.mul(p2, oddQ)));
  store4(to + 2 * toStep, f32x4.neg(multiplyAdd(multiplyAdd(f32x4.mul(sum, v0), q2, evenP), p2, evenQ)));
  store4(to + 3 * toStep, f32x4.sub(f32x4.add(oddP, oddQ), f32x4.mul(sum, v5)));
  store4(to + 4 * toStep, f32x4.add(v0, f32x4.add(evenP, evenQ)));
  store4(to + 5 * toStep, v5);
}
