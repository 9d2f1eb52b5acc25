import type * as tf from '@tensorflow/tfjs-core';
import type { BackendMemory } from '../backend-memory.js';

/** A kernel on the backend's memory. `theirs` is the backend's own of that name, on the same inputs. */
export type OurKernel<Inputs, Attributes> = (
  memory: BackendMemory,
  inputs: Inputs,
  attributes: Attributes,
  theirs: (attributes: Attributes) => tf.TensorInfo,
) => tf.TensorInfo;
