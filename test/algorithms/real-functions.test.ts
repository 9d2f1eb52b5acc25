import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cosineOfPi, log } from '../../src/algorithms/real-functions.js';

// References are exact to some 70 digits: whole multiples of 2^-256.
const BITS = 256n;
const ONE = 1n << BITS;

const times = (a: bigint, b: bigint) => (a * b) >> BITS;

/** x = mantissa * 2^exponent, whole numbers; x > 0. */
function partsOf(x: number): { readonly mantissa: bigint; readonly exponent: number } {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0];
  const [exponent, fraction] = [Number(bits >> 52n), bits & ((1n << 52n) - 1n)];
  return exponent === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: exponent - 1075 };
}

function fixed(x: number): bigint {
  if (x <= 0) return x === 0 ? 0n : -fixed(-x);
  const { mantissa, exponent } = partsOf(x);
  return exponent < 0 ? (mantissa << BITS) >> BigInt(-exponent) : mantissa << (BITS + BigInt(exponent));
}

/** x + sign x^3 / 3 + x^5 / 5 + ...: atanh x, or atan x with sign -1. */
function inverseTangent(x: bigint, sign: bigint): bigint {
  let sum = 0n;
  for (let n = 1n, power = x; power !== 0n; n += 2n, power = sign * times(times(power, x), x)) sum += power / n;
  return sum;
}

const LN2 = 2n * inverseTangent(ONE / 3n, 1n);
const PI = 4n * (4n * inverseTangent(ONE / 5n, -1n) - inverseTangent(ONE / 239n, -1n));

function exactLog(x: number): bigint {
  const { mantissa, exponent } = partsOf(x);
  const length = mantissa.toString(2).length;
  const value = mantissa << (BITS + 1n - BigInt(length));
  const ratio = ((value - ONE) << BITS) / (value + ONE);
  return BigInt(exponent + length - 1) * LN2 + 2n * inverseTangent(ratio, 1n);
}

function exactCosineOfPi(x: number): bigint {
  const square = times(times(PI, fixed(x)), times(PI, fixed(x)));
  let sum = ONE;
  for (let n = 1n, term = ONE; term !== 0n; n += 2n) {
    term = -times(term, square) / (n * (n + 1n));
    sum += term;
  }
  return sum;
}

/** How far a number is from the exact value, in thousandths of its distance from the next number. */
function thousandths(value: number, exact: bigint): number {
  const unit = fixed(2 ** Math.max(-1074, partsOf(Math.abs(value)).exponent));
  const error = fixed(value) - exact;
  return Number((1000n * (error < 0n ? -error : error)) / unit);
}

const positive = fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true });
const aroundOne = fc.double({ min: 0.5, max: 2, noNaN: true });

test('the logarithm is within one unit in the last place', () => {
  const edges = [
    Number.MIN_VALUE,
    2.2250738585072014e-308,
    Number.MAX_VALUE,
    0.1,
    2,
    10,
    Math.E,
    Math.SQRT2,
    Math.SQRT1_2,
  ];
  const near = [1 - 2 ** -53, 1 + 2 ** -52, 1 - 1e-9, 1 + 1e-9, Math.SQRT2 + 2 ** -52, Math.SQRT1_2 - 2 ** -53];
  for (const x of [...edges, ...near]) expect(thousandths(log(x), exactLog(x)), `log ${x}`).toBeLessThan(1000);
  fc.assert(
    fc.property(fc.oneof(positive, aroundOne), (x) => log(x) === 0 || thousandths(log(x), exactLog(x)) < 1000),
    { numRuns: 5000, examples: Array.from({ length: 1000 }, (_, n) => [n + 2]) },
  );
});

test('the logarithm at its limits', () => {
  const values = [1, 0, -0, Number.POSITIVE_INFINITY, -1, Number.NEGATIVE_INFINITY, Number.NaN].map(log);
  const [infinity, nothing] = [Number.POSITIVE_INFINITY, Number.NaN];
  expect(values).toEqual([0, -infinity, -infinity, infinity, nothing, nothing, nothing]);
});

test('the cosine is within one unit in the last place', () => {
  const schedules = fc.integer({ min: 1, max: 1000 }).chain((epochs) => fc.nat(epochs).map((epoch) => epoch / epochs));
  const edges = [0, 1, 1e-300, 0.25, 0.75, 1 / 3, 0.5 - 2 ** -54, 0.5 + 2 ** -53, 1 - 2 ** -53, 0.25 + 2 ** -54];
  const isNear = (x: number) => thousandths(cosineOfPi(x), exactCosineOfPi(x)) < 1000;
  for (const x of edges) expect(isNear(x), `cos(pi ${x})`).toBe(true);
  fc.assert(
    fc.property(fc.oneof(schedules, fc.double({ min: 0, max: 1, noNaN: true })), (x) => x === 0.5 || isNear(x)),
    { numRuns: 5000 },
  );
});

test('the cosine is exact where it is plain', () => {
  expect([0, 0.5, 1].map(cosineOfPi)).toEqual([1, 0, -1]);
});
