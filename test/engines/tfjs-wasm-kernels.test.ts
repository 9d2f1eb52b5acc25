import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { randomFor } from '../../src/algorithms/random.js';
import { tfjsWasmEngine } from '../../src/engines/tfjs-wasm/engine.js';
import { relativeError } from './training.js';

const length = (max: number) => fc.integer({ min: 1, max });

describe('kernels on the memory of the wasm backend', () => {
  beforeEach(async () => {
    await tfjsWasmEngine();
    await tf.setBackend('wasm');
  });

  it('sums over rows agree with the cpu backend, whatever their number and length', async () => {
    await fc.assert(
      fc.asyncProperty(length(700), length(3), length(9), fc.boolean(), async (rows, height, columns, keepDims) => {
        // Of one sign: sums that cancel have no digits to compare.
        await expectSame(() => tf.sum(tf.abs(randomTensor([rows, height, columns])), [0, 1], keepDims));
      }),
    );
  });

  it("sums over other axes are still the backend's", async () => {
    await expectSame(() => tf.sum(randomTensor([5, 6, 7]), 1));
    await expectSame(() => tf.sum(randomTensor([5, 6, 7])));
  });

  it('sums of segments agree with the cpu backend', async () => {
    const segments = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(segments, length(6), async (segmentOfRow, columns) => {
        const ids = () => tf.tensor1d(segmentOfRow, 'int32');
        await expectSame(() => tf.unsortedSegmentSum(randomTensor([segmentOfRow.length, columns]), ids(), 5));
      }),
    );
  });

  it('the gradient of a max pool is right where all values are negative', () => {
    const input = tf.tensor4d([-4, -3, -2, -1], [1, 2, 2, 1]);
    const output = tf.maxPool(input, 2, 2, 'valid');
    const attributes = { filterSize: 2, strides: 2, pad: 'valid' };
    const dy = tf.tensor4d([7], [1, 1, 1, 1]);
    const gradient = tf.engine().runKernel(tf.MaxPoolGrad, { dy, input, output }, attributes) as tf.Tensor;
    expect([...gradient.dataSync()]).toEqual([0, 0, 0, 7]);
  });

  it('NaN of either sign stays NaN', () => {
    for (const bits of [0x7fc00000, 0xffc00000]) {
      const nans = tf.tensor4d(new Float32Array(new Uint32Array(45).fill(bits).buffer), [1, 3, 3, 5]);
      for (const made of [tf.relu(nans), tf.maxPool(nans, 2, 1, 'same'), tf.avgPool(nans, 2, 1, 'same')]) {
        expect(new Set(made.dataSync())).toEqual(new Set([Number.NaN]));
      }
    }
  });

  it('memory that the module cannot have is an error, which the next array survives', () => {
    expect(() => tf.engine().runKernel(tf.Fill, {}, { shape: [2 ** 30], value: 0, dtype: 'float32' })).toThrow(
      /out of memory/,
    );
    expect([...tf.relu(tf.tensor1d([-1, 2])).dataSync()]).toEqual([0, 2]);
  });
});

function randomTensor(shape: number[]): tf.Tensor {
  const random = randomFor('test kernels', ...shape);
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.uniform() - 0.5),
    shape,
  );
}

async function expectSame(make: () => tf.Tensor): Promise<void> {
  const made = await madeOn('wasm', make);
  const expected = await madeOn('cpu', make);
  expect(made.shape).toEqual(expected.shape);
  expect(relativeError(made.values, expected.values)).toBeLessThan(1e-5);
}

async function madeOn(backend: string, make: () => tf.Tensor) {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const tensor = make();
    return { shape: tensor.shape, values: tensor.dataSync<'float32'>().slice() };
  });
}
