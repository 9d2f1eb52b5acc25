import * as tf from '@tensorflow/tfjs-core';
import type { Dense } from '../../../networks/layer.js';
import { activate, activationGradient } from './activation.js';
import type { Applied, Surroundings } from './applied.js';

export function dense(layer: Dense, x: tf.Tensor4D, { weight }: Surroundings): Applied {
  const kernel = weight('kernel') as tf.Tensor2D;
  const [features, units] = kernel.shape;
  const count = x.shape[0];
  const a = tf.reshape(x, [count, features]);
  const product = tf.fused.matMul({ a, b: kernel, bias: weight('bias') });
  const z: tf.Tensor4D = tf.reshape(product, [count, 1, 1, units]);
  const output = activate(layer.activation, z);
  return {
    output,
    backward(dOutput) {
      const dz = activationGradient(layer.activation, { input: z, output }, dOutput);
      const dy: tf.Tensor2D = tf.reshape(dz, [count, units]);
      // Some backends multiply a matrix that is to be transposed slowly.
      return {
        parameters: { kernel: tf.matMul(tf.transpose(a), dy), bias: tf.sum(dy, 0) },
        input: () => tf.reshape(tf.matMul(dy, tf.transpose(kernel)), x.shape),
      };
    },
  };
}
