// The standard leaves Math.log, Math.cos and their like to each implementation, in the last bits. These use +, -, *, / and
// bit operations only, each of which it rounds alike everywhere; both are within one unit in the last place. Math.sqrt is
// rounded correctly by the standard.

/** ln 2 as a sum whose first part has few bits, so that its multiples by exponents are exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** Natural logarithm. With x = 2^e (1 + f) around 1 and s = f / (2 + f), ln(1 + f) = 2 s + 2 s^3 / 3 + 2 s^5 / 5 + ... */
export function log(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return x > 0 ? x : Number.NaN;
  const { exponent, mantissa } = parts(x);
  const f = mantissa - 1;
  const s = f / (2 + f);
  const square = s * s;
  let series = 0;
  for (let n = 25; n >= 3; n -= 2) series = (series + 2 / n) * square;
  // 2 s = f - f^2 / 2 + s f^2 / 2, of which f is exact.
  const half = 0.5 * f * f;
  return exponent * LN2_HIGH - (half - (s * (half + series) + exponent * LN2_LOW) - f);
}

/** x = 2^exponent * mantissa with the mantissa between sqrt(1/2) and sqrt(2). */
function parts(x: number): { readonly exponent: number; readonly mantissa: number } {
  const isSubnormal = x < 2.2250738585072014e-308;
  bits.setFloat64(0, isSubnormal ? x * 0x40_0000_0000_0000 : x);
  const exponent = (bits.getUint32(0) >>> 20) - 1023 - (isSubnormal ? 54 : 0);
  bits.setUint32(0, (bits.getUint32(0) & 0xf_ffff) | 0x3ff0_0000);
  const mantissa = bits.getFloat64(0);
  return mantissa > Math.SQRT2 ? { exponent: exponent + 1, mantissa: mantissa / 2 } : { exponent, mantissa };
}

const bits = new DataView(new ArrayBuffer(8));

/** cos(pi x) for x from 0 to 1. */
export function cosineOfPi(x: number): number {
  // These differences are exact.
  if (x > 0.75) return -cosineOfSmall(1 - x);
  return x > 0.25 ? sineOfSmall(0.5 - x) : cosineOfSmall(x);
}

/** cos(pi x) for x from 0 to 1/4: 1 - a^2 / 2 + a^4 / 24 - ..., with what the second term lost put back. */
function cosineOfSmall(x: number): number {
  const { angle, rest } = timesPi(x);
  const square = angle * angle;
  const half = 0.5 * square;
  const first = 1 - half;
  return first + (1 - first - half + (square * square * series(square, COSINE) - angle * rest));
}

/** sin(pi x) for |x| <= 1/4: a - a^3 / 6 + a^5 / 120 - ... */
function sineOfSmall(x: number): number {
  const { angle, rest } = timesPi(x);
  const square = angle * angle;
  return angle + (rest * (1 - 0.5 * square) + angle * square * series(square, SINE));
}

/** 1/4!, -1/6!, ... and -1/3!, 1/5!, ...: so many that the next is nothing beside the first. */
const COSINE = [4, 6, 8, 10, 12, 14, 16, 18].map((n) => (n % 4 === 0 ? 1 : -1) / factorial(n));
const SINE = [3, 5, 7, 9, 11, 13, 15, 17, 19].map((n) => (n % 4 === 1 ? 1 : -1) / factorial(n));

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

function series(x: number, coefficients: readonly number[]): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

/** pi as a sum whose first part has 24 bits, so that its product with a float32 number is exact. */
const PI_HIGH = 3.1415927410125732;
const PI_LOW = -8.742278000372485e-8;

/** pi x as a number and what it lost. */
function timesPi(x: number): { readonly angle: number; readonly rest: number } {
  const high = Math.fround(x);
  const product = high * PI_HIGH;
  const lower = (x - high) * PI_HIGH + x * PI_LOW;
  const angle = product + lower;
  return { angle, rest: lower - (angle - product) };
}
