import * as tf from '@tensorflow/tfjs-core';
import type { Dropout, Layer } from '../../../networks/layer.js';
import { activation } from './activation.js';
import { type Applied, applied, type Surroundings } from './applied.js';
import { batchNormalization } from './batch-normalization.js';
import { conv2d, depthwiseConv2d } from './convolution.js';
import { dense } from './dense.js';
import { averagePooling, globalAveragePooling, maxPooling } from './pooling.js';

export function applyLayer(layer: Layer, x: tf.Tensor4D, surroundings: Surroundings): Applied {
  switch (layer.type) {
    case 'conv2d':
      return conv2d(layer, x, surroundings);
    case 'depthwiseConv2d':
      return depthwiseConv2d(layer, x, surroundings);
    case 'dense':
      return dense(layer, x, surroundings);
    case 'maxPooling2d':
      return maxPooling(layer, x);
    case 'averagePooling2d':
      return averagePooling(layer, x);
    case 'globalAveragePooling2d':
      return globalAveragePooling(x);
    case 'flatten':
      return applied(tf.reshape(x, [x.shape[0], 1, 1, -1]), (d) => tf.reshape(d, x.shape));
    case 'dropout':
      return dropout(layer, x, surroundings);
    case 'batchNormalization':
      return batchNormalization(layer, x, surroundings);
    case 'add':
      // The other layer's share of the gradient is the same; the network gives it.
      return applied(tf.add(x, surroundings.outputOf(layer.with)), (d) => d);
    case 'activation':
      return activation(layer.activation, x);
  }
}

function dropout({ name, rate }: Dropout, x: tf.Tensor4D, { keepMask }: Surroundings): Applied {
  if (keepMask === undefined) return applied(x, (d) => d);
  const scale = 1 / (1 - rate);
  const factors = Float32Array.from(keepMask(name, x.size), (keep) => (keep === 0 ? 0 : scale));
  const mask = tf.tensor4d(factors, x.shape);
  return applied(tf.mul(x, mask), (d) => tf.mul(d, mask));
}
