import type { Operation, Place } from './operation.js';

/** Memory holds (channel, position) where Keras flattens to (position, channel). */
export function flatten({ arena, blocks, inputs: [input], output }: Place): Operation {
  const [height, width, channels] = input.shape;
  const positions = height * width;
  return {
    forward: () => arena.kernels.transpose(input.at, output.at, blocks, channels, positions),
    backward() {
      if (input.gradientAt === undefined) return;
      arena.kernels.transpose(output.gradientAt, input.gradientAt, blocks, positions, channels);
    },
  };
}
