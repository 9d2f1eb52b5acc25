import type { Activation, ActivationLayer } from '../../../networks/layer.js';
import type { Kernels } from '../kernels.js';
import type { Operation, Place } from './operation.js';

export function activation(layer: ActivationLayer, { arena, inputs: [input], output }: Place): Operation {
  return activationPasses(arena.kernels, layer.activation, {
    inputAt: input.at,
    outputAt: output.at,
    dOutputAt: output.gradientAt,
    dInputAt: input.gradientAt,
    bytes: output.bytes,
  });
}

interface Arrays {
  readonly inputAt: number;
  readonly outputAt: number;
  readonly dOutputAt: number;
  readonly dInputAt: number | undefined;
  readonly bytes: number;
}

/** The passes of an activation from one array to another or, except for gelu, to the same. */
export function activationPasses(kernels: Kernels, name: Activation, arrays: Arrays): Operation {
  const { inputAt, outputAt, dOutputAt, dInputAt, bytes } = arrays;
  return {
    forward() {
      if (name !== 'linear') kernels[name](inputAt, outputAt, bytes);
      else if (outputAt !== inputAt) kernels.copy(inputAt, outputAt, bytes);
    },
    backward() {
      if (dInputAt === undefined) return;
      const valuesAt = name === 'gelu' ? inputAt : outputAt;
      if (name !== 'linear') kernels[`${name}Gradient`](valuesAt, dOutputAt, dInputAt, bytes);
      else if (dInputAt !== dOutputAt) kernels.copy(dOutputAt, dInputAt, bytes);
    },
  };
}
