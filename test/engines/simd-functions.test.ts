import { describe, expect, it } from 'vitest';
import { compile } from '../../src/algorithms/fused.js';
import { randomFor } from '../../src/algorithms/random.js';
import { Arena } from '../../src/engines/simd/arena.js';
import type { Nonlinear } from '../../src/engines/simd/kernels.js';
import { ARITHMETICS } from '../algorithms/arithmetics.js';

const COUNT = 4096;

describe.each(ARITHMETICS)(
  'functions of the simd engine, $name, are within three units in the last place',
  ({ fused }) => {
    const arena = new Arena(compile('training', fused));
    const bytes = 4 * COUNT;
    const [inputAt, outputAt] = [arena.allocate(bytes), arena.allocate(bytes)];

    const apply = (name: Nonlinear, values: ArrayLike<number>): Float32Array => {
      arena.floats(inputAt, COUNT).set(values);
      arena.kernels[name](inputAt, outputAt, bytes);
      return arena.floats(outputAt, values.length).slice();
    };

    for (const [name, exact] of [
      ['tanh', Math.tanh],
      ['sigmoid', (x) => 1 / (1 + Math.exp(-x))],
      ['elu', (x) => (x > 0 ? x : Math.expm1(x))],
      ['leakyRelu', (x) => (x > 0 ? x : 0.3 * x)],
    ] as const satisfies (readonly [Nonlinear, (x: number) => number])[]) {
      for (const [least, most] of [
        [1e-6, 1e-2],
        [1e-2, 1],
        [1, 80],
      ] as const) {
        it(`${name} between ${least} and ${most}, and below 0`, () => {
          const values = spread(least, most);
          for (const [i, value] of apply(name, values).entries()) {
            expect(unitsBetween(value, exact(values[i])), `${name}(${values[i]})`).toBeLessThan(3);
          }
        });
      }
    }

    it('gelu, in units of its argument: where that is negative, 1 + erf has lost digits', () => {
      const values = spread(1e-6, 6);
      for (const [i, value] of apply('gelu', values).entries()) {
        const x = values[i];
        const error = Math.abs(value - 0.5 * x * (1 + erf(x / Math.SQRT2)));
        expect(error / unitOf(x), `gelu(${x})`).toBeLessThan(2);
      }
    });

    it('they know their limits', () => {
      const extremes = [-Infinity, -1e30, 0, 1e30, Infinity];
      expect([...apply('tanh', extremes)]).toEqual([-1, -1, 0, 1, 1]);
      expect([...apply('elu', extremes)]).toEqual([-1, -1, 0, Math.fround(1e30), Infinity]);
      expect([...apply('sigmoid', extremes).slice(2)]).toEqual([0.5, 1, 1]);
      expect([...apply('sigmoid', extremes).slice(0, 2)].every((value) => value >= 0 && value < 1e-37)).toBe(true);
    });

    it('NaN stays NaN', () => {
      for (const name of ['relu', 'leakyRelu', 'elu', 'tanh', 'sigmoid', 'gelu'] as const) {
        expect([...apply(name, [Number.NaN])]).toEqual([Number.NaN]);
      }
    });
  },
);

/** Single-precision numbers of either sign whose logarithms are evenly spread. */
function spread(least: number, most: number): Float32Array {
  const random = randomFor('test functions', least, most);
  return Float32Array.from({ length: COUNT }, (_, i) => {
    return (i % 2 === 0 ? 1 : -1) * least * (most / least) ** random.uniform();
  });
}

function unitsBetween(value: number, exact: number): number {
  return Math.abs(value - exact) / unitOf(exact);
}

/** The distance of neighbouring single-precision numbers at x. */
function unitOf(x: number): number {
  return 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(x)))) - 23);
}

/** By its series with terms of one sign, which loses no digits. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
