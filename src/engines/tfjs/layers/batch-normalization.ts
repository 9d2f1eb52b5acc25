import * as tf from '@tensorflow/tfjs-core';
import type { BatchNormalization } from '../../../networks/layer.js';
import type { Applied, Surroundings } from './applied.js';

/** All but the channels. */
const AXES = [0, 1, 2];

/** Ioffe & Szegedy 2015. Gradients are those where the statistics are the batch's. */
export function batchNormalization(layer: BatchNormalization, x: tf.Tensor4D, surroundings: Surroundings): Applied {
  const { weight, keepMask } = surroundings;
  const { mean, variance } = keepMask === undefined ? movingOf(surroundings) : move(layer, x, surroundings);
  const inverse = tf.rsqrt(tf.add(variance, layer.epsilon));
  const normalized: tf.Tensor4D = tf.mul(tf.sub(x, mean), inverse);
  const gamma = weight('gamma');
  return {
    output: tf.add(tf.mul(normalized, gamma), weight('beta')),
    backward(dOutput) {
      const dGamma = tf.sum(tf.mul(dOutput, normalized), AXES);
      const dBeta = tf.sum(dOutput, AXES);
      return {
        parameters: { gamma: dGamma, beta: dBeta },
        input() {
          const throughStatistics = tf.div(tf.add(dBeta, tf.mul(normalized, dGamma)), countOf(x));
          return tf.mul(tf.sub(dOutput, throughStatistics), tf.mul(gamma, inverse));
        },
      };
    },
  };
}

interface Statistics {
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
}

function movingOf({ weight }: Surroundings): Statistics {
  return { mean: weight('moving_mean'), variance: weight('moving_variance') };
}

/** Mean and biased variance of the batch, which the moving ones follow. */
function move({ momentum }: BatchNormalization, x: tf.Tensor4D, surroundings: Surroundings): Statistics {
  const mean = tf.div(tf.sum(x, AXES), countOf(x));
  const variance = tf.div(tf.sum(tf.squaredDifference(x, mean), AXES), countOf(x));
  for (const [role, value] of [['moving_mean', mean] as const, ['moving_variance', variance] as const]) {
    const moved = tf.add(tf.mul(surroundings.weight(role), momentum), tf.mul(value, 1 - momentum));
    surroundings.replaceWeight(role, moved);
  }
  return { mean, variance };
}

/** Values of each channel. */
function countOf(x: tf.Tensor4D): number {
  return x.size / x.shape[3];
}
