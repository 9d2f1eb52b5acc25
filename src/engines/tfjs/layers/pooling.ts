import * as tf from '@tensorflow/tfjs-core';
import type { AveragePooling2d, MaxPooling2d } from '../../../networks/layer.js';
import { type Applied, applied } from './applied.js';
import { pairOf, runKernel } from './kernel.js';

export function maxPooling({ poolSize, strides, padding: pad }: MaxPooling2d, input: tf.Tensor4D): Applied {
  const output = tf.maxPool(input, pairOf(poolSize), pairOf(strides), pad);
  const attributes = { filterSize: poolSize, strides, pad };
  return applied(output, (dy) => runKernel(tf.MaxPoolGrad, { dy, input, output }, attributes));
}

export function averagePooling({ poolSize, strides, padding: pad }: AveragePooling2d, input: tf.Tensor4D): Applied {
  const output = tf.avgPool(input, pairOf(poolSize), pairOf(strides), pad);
  const attributes = { filterSize: poolSize, strides, pad };
  return applied(output, (dy) => runKernel(tf.AvgPoolGrad, { dy, input }, attributes));
}

export function globalAveragePooling(x: tf.Tensor4D): Applied {
  const [, height, width] = x.shape;
  return applied(tf.mean(x, [1, 2], true), (d) => tf.tile(tf.div(d, height * width), [1, height, width, 1]));
}
