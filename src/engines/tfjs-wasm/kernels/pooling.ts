import * as tf from '@tensorflow/tfjs-core';
import type { BackendMemory } from '../backend-memory.js';
import { type Shape4d, type Sliding, slidingOf } from './sliding.js';

interface Forward {
  readonly x: tf.TensorInfo;
}

interface Gradient {
  readonly dy: tf.TensorInfo;
  readonly input: tf.TensorInfo;
}

type Attributes = Pick<tf.AvgPoolAttrs, 'filterSize' | 'strides' | 'pad'>;

export function maxPool(memory: BackendMemory, { x }: Forward, attributes: Attributes): tf.TensorInfo {
  const { windowAt, samples, output } = slide(memory, x, attributes);
  const made = memory.output([samples, ...output]);
  memory.functions.maxPool(windowAt, memory.addressOf(x), memory.addressOf(made), samples);
  return made;
}

export function maxPoolGrad(
  memory: BackendMemory,
  { dy, input, output }: Gradient & { readonly output: tf.TensorInfo },
  attributes: Attributes,
): tf.TensorInfo {
  const { windowAt, samples } = slide(memory, input, attributes);
  const made = memory.output(input.shape);
  const [inputAt, outputAt, dyAt, madeAt] = [input, output, dy, made].map((tensor) => memory.addressOf(tensor));
  memory.functions.maxPoolGradient(windowAt, inputAt, outputAt, dyAt, madeAt, samples);
  return made;
}

export function avgPool(memory: BackendMemory, { x }: Forward, attributes: Attributes): tf.TensorInfo {
  const { windowAt, samples, output } = slide(memory, x, attributes);
  const made = memory.output([samples, ...output]);
  memory.functions.averagePool(windowAt, memory.addressOf(x), memory.addressOf(made), samples);
  return made;
}

export function avgPoolGrad(memory: BackendMemory, { dy, input }: Gradient, attributes: Attributes): tf.TensorInfo {
  const { windowAt, samples } = slide(memory, input, attributes);
  const made = memory.output(input.shape);
  memory.functions.averagePoolGradient(windowAt, memory.addressOf(dy), memory.addressOf(made), samples);
  return made;
}

function slide(memory: BackendMemory, { shape }: tf.TensorInfo, { filterSize, strides, pad }: Attributes): Sliding {
  return slidingOf(memory, tf.backend_util.computePool2DInfo(shape as Shape4d, filterSize, strides, 1, pad));
}
