import { randomFor } from '../../src/algorithms/random.js';
import type { Samples, Tensors, TrainEpoch, TrainingState } from '../../src/engines/engine.js';
import { initialValue } from '../../src/networks/initialise.js';
import type { Conv2d, Dense, Layer, MaxPooling2d, Network, Shape } from '../../src/networks/layer.js';
import type { Optimizer } from '../../src/networks/optimizer.js';
import { parameterSpecs } from '../../src/networks/parameters.js';
import { inferShapes } from '../../src/networks/shapes.js';

export const conv = (
  name: string,
  filters: number,
  kernelSize: [number, number],
  rest: Partial<Conv2d> = {},
): Conv2d => ({
  type: 'conv2d',
  name,
  filters,
  kernelSize,
  strides: [1, 1],
  padding: 'valid',
  activation: 'relu',
  kernelInitializer: 'glorotUniform',
  ...rest,
});
export const pool = (name: string, size: number, rest: Partial<MaxPooling2d> = {}): MaxPooling2d => ({
  type: 'maxPooling2d',
  name,
  poolSize: [size, size],
  strides: [size, size],
  padding: 'valid',
  ...rest,
});
export const dense = (name: string, units: number, activation: Dense['activation'] = 'linear'): Dense => ({
  type: 'dense',
  name,
  units,
  activation,
  kernelInitializer: 'glorotUniform',
});
export const flatten: Layer = { type: 'flatten', name: 'flat' };

export const SMALL: Network = {
  inputShape: [28, 28, 1],
  layers: [
    conv('c1', 10, [5, 5]),
    pool('p1', 2),
    conv('c2', 20, [5, 5]),
    pool('p2', 2),
    flatten,
    dense('f1', 50, 'relu'),
    dense('logits', 10),
  ],
};

/** Every layer kind with strides, paddings, odd sizes and positions; the count is that of a partial batch. */
export const CASES: readonly { readonly title: string; readonly network: Network; readonly count: number }[] = [
  { title: 'two convolutions, pools and dense layers', network: SMALL, count: 16 },
  {
    title: 'same padding, stride 2, a partial batch',
    network: {
      inputShape: [12, 12, 3],
      layers: [
        conv('c1', 8, [3, 3], { padding: 'same' }),
        pool('p1', 2),
        conv('c2', 7, [3, 3], { padding: 'same', strides: [2, 2] }),
        flatten,
        dense('logits', 4),
      ],
    },
    count: 5,
  },
  {
    title: 'overlapping pools with padding, windows and strides that are not square',
    network: {
      inputShape: [9, 11, 2],
      layers: [
        conv('c1', 6, [3, 3], { strides: [2, 1], activation: 'linear' }),
        pool('p1', 3, { strides: [1, 2], padding: 'same' }),
        conv('c2', 9, [2, 3]),
        flatten,
        dense('logits', 3),
      ],
    },
    count: 12,
  },
  {
    title: 'strides larger than windows leave rows out',
    network: {
      inputShape: [10, 10, 4],
      layers: [
        conv('c1', 5, [2, 2], { strides: [3, 3], padding: 'same', activation: 'linear' }),
        conv('c2', 11, [3, 2], { strides: [2, 1], padding: 'same' }),
        flatten,
        dense('f1', 13, 'relu'),
        dense('logits', 6),
      ],
    },
    count: 19,
  },
  {
    title: 'a pool first, and a convolution down to one position',
    network: {
      inputShape: [7, 7, 2],
      layers: [pool('p1', 3, { strides: [2, 2] }), conv('c1', 3, [3, 3]), flatten, dense('logits', 5)],
    },
    count: 8,
  },
  {
    title: 'a plain multilayer perceptron',
    network: {
      inputShape: [5, 4, 2],
      layers: [flatten, dense('f1', 9, 'relu'), dense('f2', 6, 'relu'), dense('logits', 3)],
    },
    count: 11,
  },
  {
    title: 'one filter of size 1x1 with padding asked for',
    network: {
      inputShape: [8, 6, 1],
      layers: [
        conv('c1', 16, [3, 3]),
        conv('c2', 1, [1, 1], { padding: 'same' }),
        pool('p1', 2),
        flatten,
        dense('logits', 2),
      ],
    },
    count: 3,
  },
  {
    title: 'flattened values go through a pool and a convolution',
    network: {
      inputShape: [6, 5, 3],
      layers: [
        conv('c1', 4, [3, 2]),
        flatten,
        pool('p1', 2, { padding: 'same' }),
        conv('c2', 6, [3, 3], { padding: 'same' }),
        dense('logits', 3),
      ],
    },
    count: 9,
  },
];

/** Small random weights and biases, all times `scale`. */
export function initialState(network: Network, scale = 1): TrainingState {
  const placed = inferShapes(network.inputShape, network.layers);
  if ('message' in placed) throw new Error(placed.message);
  const weights: Tensors = new Map(
    parameterSpecs(placed).map((spec, index) => {
      const random = randomFor('test weights', index);
      const data = initialValue(spec, random).map((value) => scale * (value + 0.2 * random.uniform() - 0.1));
      return [spec.name, { shape: spec.shape, data }];
    }),
  );
  return { weights, slots: new Map(), step: 0 };
}

export function classesOf({ layers }: Network): number {
  const last = layers[layers.length - 1];
  return last.type === 'dense' ? last.units : Number.NaN;
}

export function randomSamples([height, width, channels]: Shape, count: number, classes: number): Samples {
  const random = randomFor('test samples', height, count);
  const values = Uint8Array.from({ length: count * height * width * channels }, () => random.below(256));
  const labels = Uint8Array.from({ length: count }, () => random.below(classes));
  return { values, labels, count };
}

/** An epoch without label smoothing or dropout. */
export function plainEpoch(samples: Samples, order: Uint32Array, optimizer: Optimizer): TrainEpoch {
  const keepMask = () => {
    throw new Error('there is no dropout layer');
  };
  return { samples, order, optimizer, labelSmoothing: 0, keepMask };
}

export function inOrder(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => index);
}

/** Largest difference over the largest expected magnitude; arrays of nothing but rounding errors count as 0. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const scale = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  return Array.from(expected).reduce((worst, value, i) => {
    const difference = Math.abs(value - actual[i]) / scale;
    return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(worst, difference);
  }, 0);
}
