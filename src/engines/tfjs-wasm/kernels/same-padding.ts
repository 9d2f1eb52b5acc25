import * as tf from '@tensorflow/tfjs-core';
import type { BackendMemory } from '../backend-memory.js';
import type { Shape4d } from './sliding.js';

interface Inputs {
  readonly x: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
}

type Attributes = tf.FusedConv2DAttrs;
type Theirs = (attributes: Attributes) => tf.TensorInfo;

/**
 * Where the padding is `same` and a stride larger than the window, the backend's convolutions give nothing but 0: so they
 * get the rows and columns of padding instead.
 */
export function fusedConv2d(_: BackendMemory, inputs: Inputs, attributes: Attributes, theirs: Theirs): tf.TensorInfo {
  return theirs(spelledOut(inputs, attributes, false));
}

export function fusedDepthwiseConv2d(
  _: BackendMemory,
  inputs: Inputs,
  attributes: Attributes,
  theirs: Theirs,
): tf.TensorInfo {
  return theirs(spelledOut(inputs, attributes, true));
}

function spelledOut({ x, filter }: Inputs, attributes: Attributes, isDepthwise: boolean): Attributes {
  if (attributes.pad !== 'same') return attributes;
  const { strides, pad } = attributes;
  const shapes = [x.shape as Shape4d, filter.shape as Shape4d] as const;
  const { padInfo } = tf.backend_util.computeConv2DInfo(...shapes, strides, 1, pad, undefined, isDepthwise);
  const { top, bottom, left, right } = padInfo;
  return {
    ...attributes,
    pad: [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
  };
}
