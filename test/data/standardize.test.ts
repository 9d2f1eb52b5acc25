import { expect, test } from 'vitest';
import type { Split } from '../../src/data/split.js';
import { standardized } from '../../src/data/standardize.js';

function splitOf(values: Uint8Array | Float32Array, count: number): Split {
  return { values, labels: new Uint8Array(count), ids: new Int32Array(count), count };
}

test('features have mean 0 and variance 1 over the training samples; test samples go by the same numbers', () => {
  const train = splitOf(Float32Array.of(1, 10, 3, 30, 5, 20), 3);
  const { train: scaled, test: tests } = standardized({ train, test: splitOf(Float32Array.of(3, 20, 0, 0), 2) });
  const deviation = Math.sqrt(8 / 3);
  expect([...scaled.values]).toEqual(
    Array.from(Float32Array.of(-2 / deviation, -10 / (5 * deviation), 0, 10 / (5 * deviation), 2 / deviation, 0)),
  );
  expect([...tests.values]).toEqual(Array.from(Float32Array.of(0, 0, -3 / deviation, -20 / (5 * deviation))));
});

test('a constant feature becomes 0, and bytes become float32', () => {
  const constant = Float32Array.from({ length: 7 }, () => 0.1);
  const { train, test: tests } = standardized({
    train: splitOf(constant, 7),
    test: splitOf(Float32Array.of(0.1, 0.6), 2),
  });
  expect([...train.values]).toEqual(Array(7).fill(0));
  expect(tests.values[0]).toBe(0);
  expect(tests.values[1]).toBeCloseTo(0.5);
  const bytes = standardized({ train: splitOf(Uint8Array.of(0, 255), 2), test: splitOf(Uint8Array.of(255), 1) });
  expect(bytes.train.values).toEqual(Float32Array.of(-1, 1));
});
