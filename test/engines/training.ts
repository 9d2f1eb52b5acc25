import { randomFor } from '../../src/algorithms/random.js';
import type { Samples, Tensors, TrainEpoch, TrainingState } from '../../src/engines/engine.js';
import { initialValue } from '../../src/networks/initialise.js';
import type { Network, Shape } from '../../src/networks/layer.js';
import type { Optimizer } from '../../src/networks/optimizer.js';
import { parameterSpecs } from '../../src/networks/parameters.js';
import { inferShapes } from '../../src/networks/shapes.js';

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

export function randomSamples(network: Network, count: number, kind: 'bytes' | 'floats' = 'bytes'): Samples {
  const [height, width, channels]: Shape = network.inputShape;
  const random = randomFor('test samples', height, count);
  const length = count * height * width * channels;
  const values =
    kind === 'bytes'
      ? Uint8Array.from({ length }, () => random.below(256))
      : Float32Array.from({ length }, () => 4 * random.uniform() - 2);
  const labels = Uint8Array.from({ length: count }, () => random.below(classesOf(network)));
  return { values, labels, count };
}

/** An epoch without label smoothing, with the same masks whenever it is run. */
export function plainEpoch(samples: Samples, order: Uint32Array, optimizer: Optimizer): TrainEpoch {
  return { samples, order, optimizer, labelSmoothing: 0, keepMask: masksOf(1) };
}

/** Three in four values are kept, whatever the layer's rate. */
export function masksOf(epoch: number): TrainEpoch['keepMask'] {
  return (layer, batch, length) => {
    const random = randomFor('test mask', epoch, layer, batch);
    return Uint8Array.from({ length }, () => (random.below(4) === 0 ? 0 : 1));
  };
}

export function inOrder(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => index);
}

/** Largest difference over the largest expected magnitude; arrays of nothing but rounding errors count as 0. */
export function relativeError(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  scale = Math.max(1e-6, largestOf(expected)),
): number {
  return Array.from(expected).reduce((worst, value, i) => {
    const difference = Math.abs(value - actual[i]) / scale;
    return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(worst, difference);
  }, 0);
}

export function largestOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
