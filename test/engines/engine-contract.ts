import { beforeAll, describe, expect, it } from 'vitest';
import { permutation, randomFor } from '../../src/algorithms/random.js';
import type { Engine, Samples, Tensors, TrainingState } from '../../src/engines/engine.js';
import { glorotUniform } from '../../src/networks/initialise.js';
import type { Conv2d, Dense, Layer, MaxPooling2d, Network, Optimizer, Shape } from '../../src/networks/layer.js';
import { parameterSpecs } from '../../src/networks/parameters.js';
import { inferShapes } from '../../src/networks/shapes.js';
import { openOracle } from './oracle.js';

const conv = (name: string, filters: number, kernelSize: [number, number], rest: Partial<Conv2d> = {}): Conv2d => ({
  type: 'conv2d',
  name,
  filters,
  kernelSize,
  strides: [1, 1],
  padding: 'valid',
  activation: 'relu',
  ...rest,
});
const pool = (name: string, size: number, rest: Partial<MaxPooling2d> = {}): MaxPooling2d => ({
  type: 'maxPooling2d',
  name,
  poolSize: [size, size],
  strides: [size, size],
  padding: 'valid',
  ...rest,
});
const dense = (name: string, units: number, activation: Dense['activation'] = 'linear'): Dense => ({
  type: 'dense',
  name,
  units,
  activation,
});
const flatten: Layer = { type: 'flatten', name: 'flat' };

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
const CASES: readonly { readonly title: string; readonly network: Network; readonly count: number }[] = [
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
];

const OPTIMIZERS: readonly Optimizer[] = [
  { type: 'sgd', learningRate: 0.05 },
  { type: 'momentum', learningRate: 0.02, momentum: 0.9 },
  { type: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-4 },
];

/** What every engine must do. */
export function engineContract(name: string, openEngine: () => Engine): void {
  describe(`engine ${name}`, () => {
    let engine: Engine;
    beforeAll(() => {
      engine = openEngine();
    });

    for (const { title, network, count } of CASES) {
      const classes = (network.layers[network.layers.length - 1] as Dense).units;
      const samples = randomSamples(network.inputShape, count, classes);

      it(`gradients agree with tfjs: ${title}`, async () => {
        const state = initialState(network);
        const rate = { type: 'sgd', learningRate: 1 } as const;
        const oracle = await openOracle(network, state.weights);
        const session = await engine.open({ network, batchSize: 24 });
        session.load(state);
        const score = session.trainEpoch({ samples, order: inOrder(count), optimizer: rate });
        expect(score.loss).toBeCloseTo(oracle.loss(samples), 4);
        oracle.train(samples, rate, 1);
        const [ours, theirs] = [session.state().weights, oracle.weights()];
        for (const [parameter, { data }] of state.weights) {
          const gradient = data.map((value, i) => value - (theirs.get(parameter)?.[i] ?? Number.NaN));
          const own = data.map((value, i) => value - (ours.get(parameter)?.data[i] ?? Number.NaN));
          expect(relativeError(own, gradient), parameter).toBeLessThan(1e-5);
        }
      });

      it(`activations and scores agree with tfjs: ${title}`, async () => {
        const state = initialState(network);
        const oracle = await openOracle(network, state.weights);
        const session = await engine.open({ network, batchSize: 8 });
        session.load(state);
        const names = network.layers.map((layer) => layer.name);
        const captured = session.capture(samples, names);
        for (const [layer, expected] of oracle.outputs(samples)) {
          expect(captured.get(layer)?.length, layer).toBe(expected.length);
          expect(relativeError(captured.get(layer) ?? new Float32Array(), expected), layer).toBeLessThan(1e-5);
        }
        expect(session.evaluate(samples).loss).toBeCloseTo(oracle.loss(samples), 4);
      });
    }

    for (const optimizer of OPTIMIZERS) {
      it(`three steps of ${optimizer.type} agree with tfjs`, async () => {
        const samples = randomSamples(SMALL.inputShape, 16, 10);
        const state = initialState(SMALL);
        const oracle = await openOracle(SMALL, state.weights);
        const session = await engine.open({ network: SMALL, batchSize: 16 });
        session.load(state);
        oracle.train(samples, optimizer, 3);
        for (let step = 0; step < 3; step++) session.trainEpoch({ samples, order: inOrder(16), optimizer });
        for (const [parameter, { data }] of session.state().weights) {
          expect(relativeError(data, oracle.weights().get(parameter) ?? data), parameter).toBeLessThan(5e-4);
        }
      });

      it(`resuming ${optimizer.type} at any epoch equals a straight run, bit for bit`, async () => {
        const samples = randomSamples(SMALL.inputShape, 75, 10);
        const straight = await trainedStates(engine, { samples, optimizer, from: initialState(SMALL), first: 1 });
        for (let epoch = 1; epoch < straight.length; epoch++) {
          const resumed = await trainedStates(engine, {
            samples,
            optimizer,
            from: straight[epoch - 1],
            first: epoch + 1,
          });
          expect(resumed).toEqual(straight.slice(epoch));
        }
      });
    }

    it('a finished epoch reports its progress and score', async () => {
      const samples = randomSamples(SMALL.inputShape, 40, 10);
      const session = await engine.open({ network: SMALL, batchSize: 16 });
      session.load(initialState(SMALL));
      const seen: number[] = [];
      const score = session.trainEpoch({
        samples,
        order: inOrder(40),
        optimizer: OPTIMIZERS[0],
        onBatch: (done) => seen.push(done),
      });
      expect(seen).toEqual([16, 32, 40]);
      expect(score.accuracy * 40).toBeCloseTo(Math.round(score.accuracy * 40), 6);
    });

    it('a diverged network has no finite loss', async () => {
      const samples = randomSamples(SMALL.inputShape, 32, 10);
      const session = await engine.open({ network: SMALL, batchSize: 16 });
      session.load(initialState(SMALL));
      const optimizer = { type: 'sgd', learningRate: 1e30 } as const;
      session.trainEpoch({ samples, order: inOrder(32), optimizer });
      expect(session.evaluate(samples).loss).toBeNaN();
    });
  });
}

async function trainedStates(
  engine: Engine,
  run: { samples: Samples; optimizer: Optimizer; from: TrainingState; first: number },
) {
  const session = await engine.open({ network: SMALL, batchSize: 16 });
  session.load(run.from);
  const states: TrainingState[] = [];
  for (let epoch = run.first; epoch <= 3; epoch++) {
    const order = permutation(run.samples.count, randomFor('test order', epoch));
    session.trainEpoch({ samples: run.samples, order, optimizer: run.optimizer });
    states.push(session.state());
  }
  return states;
}

export function initialState(network: Network): TrainingState {
  const placed = inferShapes(network.inputShape, network.layers);
  if ('message' in placed) throw new Error(placed.message);
  const weights: Tensors = new Map(
    parameterSpecs(placed).map((spec, index) => {
      const random = randomFor('test weights', index);
      const data = glorotUniform(spec, random).map((value) => value + 0.2 * random.uniform() - 0.1);
      return [spec.name, { shape: spec.shape, data }];
    }),
  );
  return { weights, slots: new Map(), step: 0 };
}

export function randomSamples([height, width, channels]: Shape, count: number, classes: number): Samples {
  const random = randomFor('test samples', height, count);
  const images = Uint8Array.from({ length: count * height * width * channels }, () => random.below(256));
  const labels = Uint8Array.from({ length: count }, () => random.below(classes));
  return { images, labels, count };
}

function inOrder(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => index);
}

/** Largest difference over the largest expected magnitude. */
function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const scale = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);
  return Array.from(expected).reduce((worst, value, i) => {
    const difference = Math.abs(value - actual[i]) / scale;
    return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(worst, difference);
  }, 0);
}
