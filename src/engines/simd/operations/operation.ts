import type { Training } from '../../session.js';
import type { Arena } from '../arena.js';
import type { ParameterArrays } from '../parameter-arrays.js';
import type { Input, Output } from '../values.js';

/** One layer in memory. Its factory allocates what it needs; the passes run kernels on that. */
export interface Operation {
  forward(batch: Batch): void;
  /** From the gradient of the output those of the inputs and of the layer's own parameters, after `forward`. */
  backward(batch: Batch): void;
}

export interface Batch {
  /** Samples of the batch; further lanes hold what layers make of zeros, and their gradients are 0. */
  readonly count: number;
  /** Undefined at inference. */
  readonly training: Training | undefined;
}

/** What surrounds a layer. */
export interface Place {
  readonly arena: Arena;
  readonly parameters: ParameterArrays;
  /** Blocks of samples of the largest batch. */
  readonly blocks: number;
  /** Only `add` has two. */
  readonly inputs: readonly Input[];
  /** Images come with the frame of zeros that the first layer needs. */
  readonly isInputFramed: boolean;
  readonly output: Output;
}
