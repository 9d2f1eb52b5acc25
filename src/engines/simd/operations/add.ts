import type { Operation, Place } from './operation.js';

/** Both inputs have the gradient of the output. */
export function add({ arena, inputs, output }: Place): Operation {
  const [first, second] = inputs;
  return {
    forward: () => arena.kernels.sum(first.at, second.at, output.at, output.bytes),
    backward() {
      for (const { gradientAt } of inputs) {
        if (gradientAt !== undefined) arena.kernels.copy(output.gradientAt, gradientAt, output.bytes);
      }
    },
  };
}
