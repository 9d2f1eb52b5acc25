import * as tf from '@tensorflow/tfjs-core';
import type { Dense } from '../../../networks/layer.js';
import { activate, activationGradient, fused } from './activation.js';
import type { Applied, Surroundings } from './applied.js';

export function dense(layer: Dense, x: tf.Tensor4D, { weight }: Surroundings): Applied {
  const kernel = weight('kernel') as tf.Tensor2D;
  const [features, units] = kernel.shape;
  const count = x.shape[0];
  const a = tf.reshape(x, [count, features]);
  const { activation, rest } = fused(layer.activation);
  const product = tf.fused.matMul({ a, b: kernel, bias: weight('bias'), activation });
  const z: tf.Tensor4D = tf.reshape(product, [count, 1, 1, units]);
  const output = activate(rest, z);
  return {
    output,
    backward(dOutput) {
      const dz = activationGradient(layer.activation, { input: z, output }, dOutput);
      const dy: tf.Tensor2D = tf.reshape(dz, [count, units]);
      return {
        parameters: { kernel: tf.matMul(a, dy, true, false), bias: tf.sum(dy, 0) },
        input: () => tf.reshape(tf.matMul(dy, kernel, false, true), x.shape),
      };
    },
  };
}
