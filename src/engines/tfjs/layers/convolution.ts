import * as tf from '@tensorflow/tfjs-core';
import type { Conv2d, DepthwiseConv2d } from '../../../networks/layer.js';
import { activate, activationGradient } from './activation.js';
import type { Applied, Surroundings } from './applied.js';
import { pairOf, runKernel } from './kernel.js';

export function conv2d(layer: Conv2d, x: tf.Tensor4D, { weight }: Surroundings): Applied {
  const filter = weight('kernel') as tf.Tensor4D;
  const window = { strides: pairOf(layer.strides), pad: layer.padding };
  const z = tf.fused.conv2d({ x, filter, ...window, bias: weight('bias') }) as tf.Tensor4D;
  const output = activate(layer.activation, z);
  return {
    output,
    backward(dOutput) {
      const dy = activationGradient(layer.activation, { input: z, output }, dOutput);
      const attributes = { ...window, dataFormat: 'NHWC' };
      return {
        parameters: {
          kernel: runKernel(tf.Conv2DBackpropFilter, { x, dy }, { ...attributes, filterShape: filter.shape }),
          bias: tf.sum(dy, [0, 1, 2]),
        },
        input: () => runKernel(tf.Conv2DBackpropInput, { dy, filter }, { ...attributes, inputShape: x.shape }),
      };
    },
  };
}

export function depthwiseConv2d(layer: DepthwiseConv2d, x: tf.Tensor4D, { weight }: Surroundings): Applied {
  const filter = weight('depthwise_kernel') as tf.Tensor4D;
  const window = { strides: pairOf(layer.strides), pad: layer.padding };
  const z = tf.fused.depthwiseConv2d({ x, filter, ...window, bias: weight('bias') }) as tf.Tensor4D;
  const output = activate(layer.activation, z);
  const { DepthwiseConv2dNativeBackpropFilter, DepthwiseConv2dNativeBackpropInput } = tf;
  return {
    output,
    backward(dOutput) {
      const dy = activationGradient(layer.activation, { input: z, output }, dOutput);
      const attributes = { ...window, dilations: [1, 1] };
      const ofFilter = { ...attributes, filterShape: filter.shape };
      const ofInput = { ...attributes, inputShape: x.shape };
      return {
        parameters: {
          depthwise_kernel: runKernel(DepthwiseConv2dNativeBackpropFilter, { x, dy }, ofFilter),
          bias: tf.sum(dy, [0, 1, 2]),
        },
        input: () => runKernel(DepthwiseConv2dNativeBackpropInput, { dy, filter }, ofInput),
      };
    },
  };
}
