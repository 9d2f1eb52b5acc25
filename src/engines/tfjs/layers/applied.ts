import type * as tf from '@tensorflow/tfjs-core';

/** What a layer makes of its input, and how gradients go back. Values are (samples, height, width, channels). */
export interface Applied {
  readonly output: tf.Tensor4D;
  readonly backward: (dOutput: tf.Tensor4D) => Gradients;
}

/** Of the loss, by the layer's parameters (their names without the layer's) and, computed when asked for, by its input. */
interface Gradients {
  readonly parameters: Readonly<Record<string, tf.Tensor>>;
  readonly input: () => tf.Tensor4D;
}

/** What surrounds a layer. */
export interface Surroundings {
  readonly weight: (role: string) => tf.Tensor;
  readonly replaceWeight: (role: string, value: tf.Tensor) => void;
  /** Of an earlier layer. */
  readonly outputOf: (layer: string) => tf.Tensor4D;
  /** For a dropout layer, `length` bytes by (sample, feature), of which 0 drops the value. Undefined at inference. */
  readonly keepMask: ((layer: string, length: number) => Uint8Array) | undefined;
}

/** A layer without parameters. */
export function applied(output: tf.Tensor4D, inputGradient: (dOutput: tf.Tensor4D) => tf.Tensor4D): Applied {
  return { output, backward: (dOutput) => ({ parameters: {}, input: () => inputGradient(dOutput) }) };
}
