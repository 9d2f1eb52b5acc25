import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '../../../networks/layer.js';
import { type Applied, applied } from './applied.js';

const LEAK = 0.3;

export function activation(name: Activation, x: tf.Tensor4D): Applied {
  const output = activate(name, x);
  return applied(output, (d) => activationGradient(name, { input: x, output }, d));
}

export function activate(name: Activation, x: tf.Tensor4D): tf.Tensor4D {
  switch (name) {
    case 'linear':
      return x;
    case 'relu':
      return tf.relu(x);
    case 'leakyRelu':
      return tf.leakyRelu(x, LEAK);
    case 'elu':
      return tf.elu(x);
    case 'tanh':
      return tf.tanh(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'gelu':
      return tf.mul(x, normalDistribution(x));
  }
}

interface Values {
  /** Only gelu needs it. */
  readonly input: tf.Tensor4D;
  readonly output: tf.Tensor4D;
}

export function activationGradient(name: Activation, values: Values, dOutput: tf.Tensor4D): tf.Tensor4D {
  return name === 'linear' ? dOutput : tf.mul(dOutput, slope(name, values));
}

function slope(name: Exclude<Activation, 'linear'>, { input: x, output: y }: Values): tf.Tensor4D {
  switch (name) {
    case 'relu':
      return tf.step(y);
    case 'leakyRelu':
      return tf.step(y, LEAK);
    case 'elu':
      return tf.add(tf.minimum(y, 0), 1);
    case 'tanh':
      return tf.sub(1, tf.square(y));
    case 'sigmoid':
      return tf.mul(y, tf.sub(1, y));
    case 'gelu':
      return tf.add(normalDistribution(x), tf.mul(x, normalDensity(x)));
  }
}

function normalDistribution(x: tf.Tensor4D): tf.Tensor4D {
  return tf.add(tf.mul(tf.erf(tf.mul(x, Math.SQRT1_2)), 0.5), 0.5);
}

function normalDensity(x: tf.Tensor4D): tf.Tensor4D {
  return tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
}
