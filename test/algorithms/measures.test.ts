import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { permutation, randomFor } from '../../src/algorithms/random.js';
import { golden } from './golden.js';
import { adjustedRandIndex, MEASURES, randIndex } from './of-ids.js';

const ids = (...values: number[]) => Int32Array.from(values);
const sizes = (...counts: number[]) =>
  Int32Array.from(counts.flatMap((count, id) => new Array<number>(count).fill(id)));
const measures = Object.values(MEASURES);

describe.each(golden.partitions)('$name', ({ a, b, expected }) => {
  test.each(measures)('$name equals scikit-learn', (measure) => {
    expect(measure.between(ids(...a), ids(...b))).toBeCloseTo(expected[measure.name], 12);
  });
});

describe('facts worked out by others', () => {
  test('three against two clusters', () => {
    const [a, b] = [ids(0, 0, 0, 1, 1, 1), ids(0, 0, 1, 1, 2, 2)];
    expect(randIndex(a, b)).toBeCloseTo(10 / 15, 12);
    expect(adjustedRandIndex(a, b)).toBeCloseTo(0.242424, 6);
  });

  test('worse than chance', () => {
    expect(adjustedRandIndex(ids(0, 1, 2, 0, 3, 4, 5, 1), ids(1, 1, 0, 0, 2, 2, 2, 2))).toBeCloseTo(-0.129032, 6);
    expect(adjustedRandIndex(ids(0, 0, 1, 1), ids(0, 1, 0, 1))).toBeCloseTo(-0.5, 12);
  });

  test('1 - ARI breaks the triangle inequality', () => {
    const [a, b, c] = [ids(0, 0, 2, 0, 2, 1), ids(2, 2, 1, 2, 1, 1), ids(0, 1, 2, 1, 2, 2)];
    const distance = (x: Int32Array, y: Int32Array) => 1 - adjustedRandIndex(x, y);
    const distances = [distance(a, b), distance(b, c), distance(a, c)].sort();
    expect(distances[0]).toBeCloseTo(0.294, 3);
    expect(distances[1]).toBeCloseTo(0.294, 3);
    expect(distances[2]).toBeCloseTo(0.682, 3);
  });

  test('no cell is lost or overflows at 100,000 samples', () => {
    const a = Int32Array.from({ length: 100_000 }, (_, i) => i % 2);
    const b = Int32Array.from({ length: 100_000 }, (_, i) => (i % 4 < 2 ? 0 : 1));
    expect(adjustedRandIndex(a, b)).toBeCloseTo(-1 / 100_000, 6);
    expect(adjustedRandIndex(a, a)).toBe(1);
  });
});

/** The Rand index as it is defined. */
function byPairs(a: Int32Array, b: Int32Array): number {
  let agreeing = 0;
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < i; j++) agreeing += Number((a[i] === a[j]) === (b[i] === b[j]));
  return agreeing / ((a.length * (a.length - 1)) / 2);
}

describe('degenerate partitions', () => {
  test.each([
    ['one cluster against singletons', ids(0, 0, 0, 0), ids(0, 1, 2, 3), 0, 0],
    ['one cluster against two', ids(0, 0, 0, 0), ids(0, 0, 1, 1), 1 / 3, 0],
    ['singletons against two', ids(0, 1, 2, 3), ids(0, 0, 1, 1), 2 / 3, 0],
    ['one cluster twice', ids(5, 5, 5), ids(1, 1, 1), 1, 1],
    ['singletons twice', ids(0, 1, 2), ids(7, 5, 3), 1, 1],
    ['one sample', ids(3), ids(9), 1, 1],
    ['no sample', ids(), ids(), 1, 1],
  ])('%s', (_, a, b, rand, adjusted) => {
    expect(randIndex(a, b)).toBe(rand);
    expect(adjustedRandIndex(a, b)).toBe(adjusted);
  });

  test('many clusters are counted as few are', () => {
    const spread = Int32Array.from({ length: 1000 }, (_, i) => i % 500);
    const halves = Int32Array.from({ length: 1000 }, (_, i) => Number(i >= 500));
    const others = Int32Array.from({ length: 1000 }, (_, i) => (i * 7) % 300);
    expect(randIndex(spread, halves)).toBeCloseTo(1 - (500 + 2 * 124_750) / 499_500, 12);
    for (const [a, b] of [
      [spread, halves],
      [spread, others],
      [others, halves],
    ] as const) {
      expect(randIndex(a, b)).toBe(randIndex(b, a));
      expect(randIndex(a, b)).toBeCloseTo(byPairs(a, b), 12);
    }
  });

  test('partitions of different samples are refused', () => {
    expect(() => randIndex(ids(0, 1), ids(0))).toThrow('got 2 and 1 samples');
  });
});

describe('chance', () => {
  const balanced = sizes(...new Array<number>(10).fill(100));
  const skewed = sizes(910, ...new Array<number>(10).fill(9));

  test('is .8214 for the Rand index of ten clusters of a hundred', () => {
    expect(MEASURES.rand.chance(balanced, balanced)).toBeCloseTo(0.8214, 4);
  });

  test('of the Rand index depends on the sizes', () => {
    expect(MEASURES.rand.chance(skewed, skewed)).toBeCloseTo(0.716, 3);
    expect(MEASURES.rand.chance(skewed, balanced)).toBeCloseTo(0.236, 3);
  });

  test.each(measures)('of $name is the mean over permutations', ({ between, chance }) => {
    const a = sizes(20, 15, 5);
    const b = sizes(10, 10, 20);
    const random = randomFor('test', 'permutations');
    let sum = 0;
    for (let i = 0; i < 2000; i++) {
      const order = permutation(a.length, random);
      sum += between(
        a,
        b.map((_, index) => b[order[index]]),
      );
    }
    expect(sum / 2000).toBeCloseTo(chance(a, b), 2);
  });
});

describe.each(measures)('$name, for any partitions', (measure) => {
  const pairOfPartitions = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), { maxLength: 40 })
    .map((rows) => [ids(...rows.map(([a]) => a)), ids(...rows.map(([, b]) => b))] as const);

  test('stays within its range', () => {
    const [low, high] = measure.range;
    fc.assert(
      fc.property(pairOfPartitions, ([a, b]) => {
        const value = measure.between(a, b);
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
      }),
    );
  });

  test('is symmetric if it says so', () => {
    const swapped = fc.property(pairOfPartitions, ([a, b]) => measure.between(a, b) === measure.between(b, a));
    if (measure.symmetric) fc.assert(swapped);
  });

  test('is the same under other cluster ids', () => {
    const others = fc.uniqueArray(fc.integer({ min: -1000, max: 2 ** 31 - 1 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(pairOfPartitions, others, ([a, b], names) => {
        expect(
          measure.between(
            a.map((id) => names[id]),
            b,
          ),
        ).toBe(measure.between(a, b));
      }),
    );
  });

  test('is 1 for a partition with itself', () => {
    fc.assert(fc.property(pairOfPartitions, ([a]) => measure.between(a, a) === 1));
  });
});
