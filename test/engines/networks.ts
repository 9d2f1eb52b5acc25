import type { Activation, Network } from '../../src/networks/layer.js';
import {
  activate,
  add,
  averagePool,
  conv,
  dense,
  depthwise,
  dropout,
  flatten,
  globalPool,
  norm,
  pool,
} from './layers.js';

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

/** A little of everything that has a state or draws random numbers. */
export const RESIDUAL: Network = {
  inputShape: [8, 8, 2],
  layers: [
    conv('c1', 6, [3, 3], { padding: 'same', activation: 'linear' }),
    norm('n1'),
    activate('a1', 'elu'),
    depthwise('d1', [3, 3], { padding: 'same', activation: 'tanh' }),
    dropout('drop1', 0.2),
    conv('c2', 6, [1, 1], { activation: 'gelu' }),
    add('sum', 'a1'),
    averagePool('p1', 2),
    flatten,
    dense('f1', 12, 'leakyRelu'),
    norm('n2', { momentum: 0.8 }),
    dropout('drop2', 0.4),
    dense('logits', 5),
  ],
};

interface Case {
  readonly title: string;
  readonly network: Network;
  /** Samples in a batch of up to 24. */
  readonly count: number;
  readonly values?: 'bytes' | 'floats';
}

/** Every layer kind with strides, paddings, odd sizes and positions; the count is that of a partial batch. */
export const CASES: readonly Case[] = [
  { title: 'two convolutions, pools and dense layers', network: SMALL, count: 6 },
  { title: 'a residual network with normalisation and dropout', network: RESIDUAL, count: 21, values: 'floats' },
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
    title: 'square kernels of 3 to 5 taps a side over several channels, images that no tile divides',
    network: {
      inputShape: [11, 9, 2],
      layers: [
        conv('c1', 8, [3, 3], { padding: 'same' }),
        conv('c2', 6, [3, 3], { padding: 'same', activation: 'gelu' }),
        conv('c3', 10, [4, 4]),
        conv('c4', 8, [5, 5], { padding: 'same' }),
        conv('c5', 4, [5, 5]),
        flatten,
        dense('logits', 4),
      ],
    },
    count: 13,
    values: 'floats',
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
    title: 'strides larger than windows with same padding along one axis only',
    network: {
      inputShape: [13, 8, 2],
      layers: [
        conv('c1', 4, [1, 2], { strides: [2, 1], padding: 'same' }),
        depthwise('d1', [2, 1], { strides: [3, 1], padding: 'same' }),
        flatten,
        dense('logits', 3),
      ],
    },
    count: 9,
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
    title: 'a multilayer perceptron on vectors of floats',
    network: {
      inputShape: [1, 1, 13],
      layers: [dense('f1', 9, 'tanh'), norm('n1'), dense('f2', 6, 'relu'), dropout('d', 0.5), dense('logits', 3)],
    },
    count: 23,
    values: 'floats',
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
    title: 'flattened values go through a pool, a depthwise convolution and a convolution',
    network: {
      inputShape: [6, 5, 3],
      layers: [
        conv('c1', 4, [3, 2]),
        flatten,
        pool('p1', 2, { padding: 'same' }),
        depthwise('d1', [3, 3], { padding: 'same', depthMultiplier: 2 }),
        conv('c2', 6, [3, 3], { padding: 'same' }),
        dense('logits', 3),
      ],
    },
    count: 9,
  },
  {
    title: 'depthwise convolutions first and later, with multipliers and strides',
    network: {
      inputShape: [9, 10, 3],
      layers: [
        depthwise('d1', [3, 3], { padding: 'same', depthMultiplier: 2, activation: 'relu' }),
        depthwise('d2', [3, 2], { strides: [2, 1] }),
        depthwise('d3', [2, 3], { padding: 'same', strides: [1, 2], depthMultiplier: 3, activation: 'relu' }),
        depthwise('d4', [2, 2], { strides: [3, 3], depthMultiplier: 5 }),
        flatten,
        dense('logits', 4),
      ],
    },
    count: 10,
  },
  {
    title: 'average pools with overlap and padding, then the mean of each channel',
    network: {
      inputShape: [11, 9, 2],
      layers: [
        averagePool('p1', 2, { strides: [1, 1], padding: 'same' }),
        conv('c1', 5, [2, 2]),
        averagePool('p2', 3, { strides: [2, 1], padding: 'same' }),
        averagePool('p3', 2, { strides: [3, 2] }),
        globalPool,
        dense('logits', 4),
      ],
    },
    count: 14,
  },
  {
    title: 'dropout of images, of channels and of flattened values',
    network: {
      inputShape: [6, 7, 2],
      layers: [
        dropout('d1', 0.1),
        conv('c1', 5, [3, 3]),
        dropout('d2', 0.5),
        pool('p1', 2),
        flatten,
        dropout('d3', 0.25),
        dense('f1', 7, 'relu'),
        dropout('d4', 0),
        dense('logits', 3),
      ],
    },
    count: 18,
  },
  {
    title: 'normalisation of images, of channels and of features',
    network: {
      inputShape: [6, 7, 3],
      layers: [
        norm('n1', { epsilon: 1e-2 }),
        conv('c1', 5, [3, 3], { activation: 'linear' }),
        norm('n2', { momentum: 0.5 }),
        activate('a1', 'relu'),
        pool('p1', 2),
        flatten,
        norm('n3'),
        dense('f1', 9, 'tanh'),
        norm('n4'),
        dense('logits', 3),
      ],
    },
    count: 13,
  },
  {
    title: 'sums of outputs that are used again, of one with itself, and of flattened ones',
    network: {
      inputShape: [6, 6, 3],
      layers: [
        conv('c1', 4, [3, 3], { padding: 'same' }),
        conv('c2', 4, [3, 3], { padding: 'same', activation: 'linear' }),
        add('s1', 'c1'),
        add('s2', 's1'),
        activate('a1', 'tanh'),
        add('s3', 'c1'),
        pool('p1', 3),
        flatten,
        dense('f1', 16, 'relu'),
        add('s4', 'flat'),
        add('s5', 'f1'),
        dense('logits', 3),
      ],
    },
    count: 15,
  },
  {
    title: 'sums before the first weights',
    network: {
      inputShape: [5, 5, 2],
      layers: [
        activate('a1', 'tanh'),
        averagePool('p1', 1),
        add('s1', 'a1'),
        conv('c1', 2, [3, 3], { padding: 'same', activation: 'linear' }),
        add('s2', 'p1'),
        flatten,
        dense('logits', 3),
      ],
    },
    count: 7,
  },
  ...(['linear', 'relu', 'leakyRelu', 'elu', 'tanh', 'sigmoid', 'gelu'] as const).map(withActivation),
];

function withActivation(activation: Activation): Case {
  return {
    title: `${activation} on every layer that can have it`,
    network: {
      inputShape: [7, 6, 2],
      layers: [
        conv('c1', 6, [3, 3], { activation }),
        activate('a1', activation),
        depthwise('d1', [2, 2], { activation }),
        flatten,
        dense('f1', 8, activation),
        dense('logits', 3),
      ],
    },
    count: 17,
    values: 'floats',
  };
}
