import * as tf from '@tensorflow/tfjs-core';
import type { AveragePooling2d, MaxPooling2d } from '../../../networks/layer.js';
import { type Applied, applied } from './applied.js';
import { pairOf, runKernel } from './kernel.js';

export function maxPooling({ poolSize, strides, padding: pad }: MaxPooling2d, input: tf.Tensor4D): Applied {
  const output = tf.maxPool(input, pairOf(poolSize), pairOf(strides), pad);
  const attributes = { filterSize: poolSize, strides, pad };
  return applied(output, (dy) => runKernel(tf.MaxPoolGrad, { dy, input, output }, attributes));
}

type Window = Pick<AveragePooling2d, 'poolSize' | 'strides' | 'padding'>;

export function averagePooling({ poolSize, strides, padding: pad }: Window, input: tf.Tensor4D): Applied {
  const output = tf.avgPool(input, pairOf(poolSize), pairOf(strides), pad);
  const attributes = { filterSize: poolSize, strides, pad };
  return applied(output, (dy) => runKernel(tf.AvgPoolGrad, { dy, input }, attributes));
}

/** One window, the whole image. */
export function globalAveragePooling(input: tf.Tensor4D): Applied {
  const [, height, width] = input.shape;
  return averagePooling({ poolSize: [height, width], strides: [1, 1], padding: 'valid' }, input);
}
