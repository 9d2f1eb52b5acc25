import * as tf from '@tensorflow/tfjs-core';
import type { Size2d } from '../../../networks/layer.js';

/** Runs a kernel that has no function in tfjs' public interface. */
export function runKernel(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: Readonly<Record<string, string | number | readonly number[]>>,
): tf.Tensor4D {
  return tf.engine().runKernel(name, { ...inputs }, attributes as tf.NamedAttrMap) as tf.Tensor4D;
}

export function pairOf([height, width]: Size2d): [number, number] {
  return [height, width];
}
