// Operations on rows of float64 numbers, of any length.
import { multiplyAdd64, sumOfTwo } from './lanes';

/** a . b, of `length` numbers. */
export function dot(a: usize, b: usize, length: i32): f64 {
  let even = f64x2.splat(0);
  let odd = even;
  const end = a + ((<usize>(length & ~3)) << 3);
  while (a < end) {
    even = multiplyAdd64(even, v128.load(a), v128.load(b));
    odd = multiplyAdd64(odd, v128.load(a, 16), v128.load(b, 16));
    a += 32;
    b += 32;
  }
  let sum = sumOfTwo(f64x2.add(even, odd));
  for (let left = length & 3; left > 0; left--) {
    sum += load<f64>(a) * load<f64>(b);
    a += 8;
    b += 8;
  }
  return sum;
}

/** target += factor source, of `length` numbers. */
export function addMultiple(target: usize, factor: f64, source: usize, length: i32): void {
  const factors = f64x2.splat(factor);
  const end = target + ((<usize>(length & ~3)) << 3);
  while (target < end) {
    v128.store(target, multiplyAdd64(v128.load(target), factors, v128.load(source)));
    v128.store(target, multiplyAdd64(v128.load(target, 16), factors, v128.load(source, 16)), 16);
    target += 32;
    source += 32;
  }
  for (let left = length & 3; left > 0; left--) {
    store<f64>(target, load<f64>(target) + factor * load<f64>(source));
    target += 8;
    source += 8;
  }
}

/** target /= divisor, of `length` numbers. */
export function divide(target: usize, divisor: f64, length: i32): void {
  const divisors = f64x2.splat(divisor);
  for (; length >= 2; length -= 2) {
    v128.store(target, f64x2.div(v128.load(target), divisors));
    target += 16;
  }
  if (length > 0) store<f64>(target, load<f64>(target) / divisor);
}

/** The number of the largest absolute value; the first of equals. */
export function extreme(row: usize, length: i32): f64 {
  let largest: f64 = 0;
  for (const end = row + ((<usize>length) << 3); row < end; row += 8) {
    const value = load<f64>(row);
    if (abs(value) > abs(largest)) largest = value;
  }
  return largest;
}

/** A row of which a smaller share of its square is left has vanished. */
const VANISHED_SQUARE: f64 = 1e-24;

/**
 * Modified Gram-Schmidt on `count` rows of `length` numbers, of which those before `first` are orthonormal. Gives `count`, or the first row
 * that vanishes: put another in its place, and go on from there.
 */
export function orthonormalise(rows: usize, count: i32, length: i32, first: i32): i32 {
  const stride = (<usize>length) << 3;
  for (; first < count; first++) {
    const row = rows + <usize>first * stride;
    const before = dot(row, row, length);
    for (let unit = rows; unit < row; unit += stride) addMultiple(row, -dot(row, unit, length), unit, length);
    const left = dot(row, row, length);
    if (!(left > VANISHED_SQUARE * before)) return first;
    divide(row, sqrt(left), length);
  }
  return count;
}
