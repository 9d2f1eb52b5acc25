import { multiplyAdd } from './vector';

// Coefficients of exp and log are those of expf and logf in Stephen Moshier's Cephes library, those of erf are Norbert
// Juffa's (https://stackoverflow.com/a/35148199); errors are one to three units in the last place. NaN stays NaN: operands
// of pmin and pmax are in the order that keeps it.

/** ln 2 as a sum whose first part has few bits, so that its multiples are exact. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

/** exp of four numbers: 2^n * exp(r) with |r| <= ln 2 / 2. Below -87.3 and above 88.3 it stays at the value there. */
@inline
export function exp4(value: v128): v128 {
  const x = clamp(value), n = exponent(x);
  return f32x4.mul(f32x4.add(expm1OfRemainder(remainder(x, n)), f32x4.splat(1)), powerOfTwo(n));
}

/** exp(x) - 1, with all its digits where x is small too. */
@inline
export function expm14(value: v128): v128 {
  const x = clamp(value), n = exponent(x);
  const power = powerOfTwo(n);
  return multiplyAdd(f32x4.sub(power, f32x4.splat(1)), expm1OfRemainder(remainder(x, n)), power);
}

@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

/** With t = exp(2 |x|) - 1, tanh |x| = t / (t + 2), which is 1 from 10 on. */
@inline
export function tanh4(x: v128): v128 {
  const t = expm14(f32x4.mul(f32x4.splat(2), f32x4.pmin(f32x4.abs(x), f32x4.splat(10))));
  return copySign(f32x4.div(t, f32x4.add(t, f32x4.splat(2))), x);
}

/** Up to 475/512 an odd polynomial, then 1 - exp(a polynomial), which is 1 from 4 on. */
@inline
export function erf4(x: v128): v128 {
  const t = f32x4.pmin(f32x4.abs(x), f32x4.splat(4)), s = f32x4.mul(t, t);
  let small = f32x4.splat(-5.96761703e-4);
  small = multiplyAdd(f32x4.splat(4.99119423e-3), small, s);
  small = multiplyAdd(f32x4.splat(-2.67681349e-2), small, s);
  small = multiplyAdd(f32x4.splat(1.12819925e-1), small, s);
  small = multiplyAdd(f32x4.splat(-3.76125336e-1), small, s);
  small = multiplyAdd(f32x4.splat(1.28379166e-1), small, s);
  small = multiplyAdd(t, small, t);
  let large = multiplyAdd(f32x4.splat(3.83197126e-4), f32x4.splat(-1.72853470e-5), t);
  large = multiplyAdd(multiplyAdd(f32x4.splat(2.42546219e-2), f32x4.splat(-3.88396438e-3), t), large, s);
  large = multiplyAdd(f32x4.splat(-1.06777877e-1), large, t);
  large = multiplyAdd(f32x4.splat(-6.34846687e-1), large, t);
  large = multiplyAdd(f32x4.splat(-1.28717512e-1), large, t);
  large = f32x4.sub(f32x4.mul(large, t), t);
  large = f32x4.sub(f32x4.splat(1), exp4(large));
  return copySign(v128.bitselect(large, small, f32x4.gt(t, f32x4.splat(0.927734375))), x);
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

/** Arguments whose exponential is a normal number. */
@inline
function clamp(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, f32x4.splat(88.3)), f32x4.splat(-87.3));
}

@inline
function exponent(x: v128): v128 {
  return f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
}

/** x - n * ln 2 */
@inline
function remainder(x: v128, n: v128): v128 {
  const high = f32x4.mul(n, f32x4.splat(LN2_HIGH)), low = f32x4.mul(n, f32x4.splat(LN2_LOW));
  return f32x4.sub(f32x4.sub(x, high), low);
}

/** exp(r) - 1 for |r| <= ln 2 / 2 */
@inline
function expm1OfRemainder(r: v128): v128 {
  let p = f32x4.splat(1.9875691500e-4);
  p = multiplyAdd(f32x4.splat(1.3981999507e-3), p, r);
  p = multiplyAdd(f32x4.splat(8.3334519073e-3), p, r);
  p = multiplyAdd(f32x4.splat(4.1665795894e-2), p, r);
  p = multiplyAdd(f32x4.splat(1.6666665459e-1), p, r);
  p = multiplyAdd(f32x4.splat(5.0000001201e-1), p, r);
  return f32x4.add(f32x4.mul(f32x4.mul(r, r), p), r);
}

/** 2^n for whole n from -126 to 127 */
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
}

/** |magnitude| with the sign of x */
@inline
function copySign(magnitude: v128, x: v128): v128 {
  return v128.bitselect(magnitude, x, i32x4.splat(0x7fffffff));
}
