import * as tf from '@tensorflow/tfjs-core';
import type { Activation, AveragePooling2d, BatchNormalization, Layer } from '../../src/networks/layer.js';

/** In training, there are masks. */
export interface Mode {
  readonly keepMask: ((layer: string, length: number) => Uint8Array) | undefined;
}

interface Context {
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /** Of the layers before. */
  readonly outputs: ReadonlyMap<string, tf.Tensor4D>;
  readonly mode: Mode;
}

/** Every value is (samples, height, width, channels); a flat vector is a 1x1 image. */
export function applyLayer(layer: Layer, x: tf.Tensor4D, context: Context): tf.Tensor4D {
  const { outputs, mode } = context;
  const weight = (name: string) => context.variables.get(`${layer.name}/${name}`) as tf.Tensor;
  switch (layer.type) {
    case 'conv2d': {
      const z = tf.conv2d(x, weight('kernel') as tf.Tensor4D, pair(layer.strides), layer.padding);
      return activate(layer.activation, tf.add(z, weight('bias')));
    }
    case 'depthwiseConv2d': {
      const kernel = weight('depthwise_kernel') as tf.Tensor4D;
      const z = tf.depthwiseConv2d(x, kernel, pair(layer.strides), layer.padding);
      return activate(layer.activation, tf.add(z, weight('bias')));
    }
    case 'dense': {
      const z = tf.matMul(tf.reshape(x, [x.shape[0], -1]), weight('kernel') as tf.Tensor2D);
      return activate(layer.activation, tf.reshape(tf.add(z, weight('bias')), [x.shape[0], 1, 1, -1]));
    }
    case 'maxPooling2d':
      return tf.maxPool(x, pair(layer.poolSize), pair(layer.strides), layer.padding);
    case 'averagePooling2d':
      return averagePool(layer, x);
    case 'globalAveragePooling2d':
      return tf.mean(x, [1, 2], true);
    case 'flatten':
      return tf.reshape(x, [x.shape[0], 1, 1, -1]);
    case 'dropout': {
      if (mode.keepMask === undefined) return x;
      const mask = tf.tensor4d(Float32Array.from(mode.keepMask(layer.name, x.size)), x.shape);
      return tf.div(tf.mul(x, mask), 1 - layer.rate);
    }
    case 'batchNormalization':
      return normalize(layer, x, context);
    case 'add':
      return tf.add(x, outputs.get(layer.with) as tf.Tensor4D);
    case 'activation':
      return activate(layer.activation, x);
  }
}

function pair([height, width]: readonly [number, number]): [number, number] {
  return [height, width];
}

function activate(activation: Activation, x: tf.Tensor): tf.Tensor4D {
  switch (activation) {
    case 'linear':
      return x as tf.Tensor4D;
    case 'relu':
      return tf.relu(x as tf.Tensor4D);
    case 'leakyRelu':
      return tf.leakyRelu(x as tf.Tensor4D, 0.3);
    case 'elu':
      return tf.elu(x as tf.Tensor4D);
    case 'tanh':
      return tf.tanh(x as tf.Tensor4D);
    case 'sigmoid':
      return tf.sigmoid(x as tf.Tensor4D);
    case 'gelu':
      return tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2))));
  }
}

/** As sums over counts: tfjs' own gradient of avgPool divides by the whole window where part of it is padding. */
function averagePool({ poolSize, strides, padding }: AveragePooling2d, x: tf.Tensor4D): tf.Tensor4D {
  const window = tf.ones([...poolSize, x.shape[3], 1]) as tf.Tensor4D;
  const sums = (values: tf.Tensor4D) => tf.depthwiseConv2d(values, window, pair(strides), padding);
  return tf.div(sums(x), sums(tf.onesLike(x)));
}

function normalize(layer: BatchNormalization, x: tf.Tensor4D, { variables, mode }: Context): tf.Tensor4D {
  const [gamma, beta, movingMean, movingVariance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
    (name) => variables.get(`${layer.name}/${name}`) as tf.Variable,
  );
  const isTraining = mode.keepMask !== undefined;
  const { mean, variance } = isTraining ? tf.moments(x, [0, 1, 2]) : { mean: movingMean, variance: movingVariance };
  if (isTraining) {
    const { momentum } = layer;
    movingMean.assign(tf.add(tf.mul(movingMean, momentum), tf.mul(mean, 1 - momentum)));
    movingVariance.assign(tf.add(tf.mul(movingVariance, momentum), tf.mul(variance, 1 - momentum)));
  }
  const deviation = tf.sqrt(tf.add(variance, layer.epsilon));
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), deviation), gamma), beta);
}
