import type { Dropout } from '../../../networks/layer.js';
import { featuresOf, LANES } from '../values.js';
import type { Operation, Place } from './operation.js';

/** In training, values and gradients are multiplied by factors that are 0 or 1 / (1 - rate). */
export function dropout({ name, rate }: Dropout, { arena, blocks, inputs: [input], output }: Place): Operation {
  const { kernels } = arena;
  const { bytes } = output;
  const [height, width, channels] = output.shape;
  const features = featuresOf(output.shape);
  const keepAt = arena.allocate(blocks * LANES * features);
  const factorsAt = arena.allocate(bytes);
  return {
    forward({ count, training }) {
      if (training === undefined) return kernels.copy(input.at, output.at, bytes);
      arena.bytes(keepAt, count * features).set(training.keepMask(name, count * features));
      kernels.dropoutFactors(keepAt, factorsAt, count, blocks, channels, height * width, 1 / (1 - rate));
      kernels.product(input.at, factorsAt, output.at, bytes);
    },
    backward() {
      if (input.gradientAt !== undefined) kernels.product(output.gradientAt, factorsAt, input.gradientAt, bytes);
    },
  };
}
