import * as tf from '@tensorflow/tfjs-core';
import type { BackendMemory } from '../backend-memory.js';

export function relu(memory: BackendMemory, { x }: { readonly x: tf.TensorInfo }): tf.TensorInfo {
  const made = memory.output(x.shape);
  memory.functions.relu(memory.addressOf(x), memory.addressOf(made), tf.util.sizeFromShape(x.shape));
  return made;
}
