import { multiplyAdd } from './vector';

// Coefficients are those of expf and logf in Stephen Moshier's Cephes library; errors are about one unit in the last place.

/** ln 2 as a sum whose first part has few bits, so that its multiples are exact. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

/**
 * exp of four numbers: 2^n * exp(r) with |r| <= ln 2 / 2. Below -87.3 and above 88.3 it stays at the value there; in this
 * order of operands NaN stays NaN.
 */
@inline
export function exp4(value: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(value, f32x4.splat(88.3)), f32x4.splat(-87.3));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  const high = f32x4.mul(n, f32x4.splat(LN2_HIGH)), low = f32x4.mul(n, f32x4.splat(LN2_LOW));
  const r = f32x4.sub(f32x4.sub(x, high), low);
  let p = f32x4.splat(1.9875691500e-4);
  p = multiplyAdd(f32x4.splat(1.3981999507e-3), p, r);
  p = multiplyAdd(f32x4.splat(8.3334519073e-3), p, r);
  p = multiplyAdd(f32x4.splat(4.1665795894e-2), p, r);
  p = multiplyAdd(f32x4.splat(1.6666665459e-1), p, r);
  p = multiplyAdd(f32x4.splat(5.0000001201e-1), p, r);
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(r, r), p), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** Natural logarithm of a normal positive number 2^e * (1 + m) with 1 + m around 1; that of NaN is NaN. */
export function log(x: f32): f32 {
  if (x != x) return x;
  const bits = reinterpret<u32>(x);
  let exponent = <i32>(bits >> 23) - 126;
  let m = reinterpret<f32>((bits & 0x7fffff) | 0x3f000000);
  if (m < <f32>0.707106781) {
    exponent--;
    m += m;
  }
  m -= 1;
  const square = m * m, e = <f32>exponent;
  let y: f32 = 7.0376836292e-2;
  y = y * m - <f32>1.1514610310e-1;
  y = y * m + <f32>1.1676998740e-1;
  y = y * m - <f32>1.2420140846e-1;
  y = y * m + <f32>1.4249322787e-1;
  y = y * m - <f32>1.6668057665e-1;
  y = y * m + <f32>2.0000714765e-1;
  y = y * m - <f32>2.4999993993e-1;
  y = y * m + <f32>3.3333331174e-1;
  y = y * m * square;
  y += LN2_LOW * e;
  y -= <f32>0.5 * square;
  return m + y + LN2_HIGH * e;
}
