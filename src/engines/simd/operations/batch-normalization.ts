import type { BatchNormalization } from '../../../networks/layer.js';
import type { Arena } from '../arena.js';
import { unframed, writeWindow } from '../window.js';
import type { Operation, Place } from './operation.js';

export function batchNormalization(layer: BatchNormalization, place: Place): Operation {
  const {
    arena,
    parameters,
    blocks,
    inputs: [input],
    output,
  } = place;
  const { kernels } = arena;
  const { name, momentum, epsilon } = layer;
  const [height, width, channels] = input.shape;
  const window = unframed([height, width]);
  const windowAt = writeWindow(arena, { window, blocks, input: input.shape, output: input.shape });
  const [gamma, beta] = [parameters.named(`${name}/gamma`), parameters.named(`${name}/beta`)];
  const moving = [parameters.named(`${name}/moving_mean`).at, parameters.named(`${name}/moving_variance`).at] as const;
  const ofBatch = [arena.allocate(4 * channels), arena.allocate(4 * channels)] as const;
  return {
    forward({ count, training }) {
      if (training !== undefined) {
        kernels.batchStatistics(windowAt, input.at, count, ...ofBatch);
        for (const i of [0, 1]) follow(arena, { at: moving[i], batchAt: ofBatch[i], channels, momentum });
      }
      const statistics = training === undefined ? moving : ofBatch;
      kernels.normalize(windowAt, input.at, output.at, ...statistics, gamma.at, beta.at, epsilon);
    },
    backward({ count }) {
      const arrays = [windowAt, input.at, output.gradientAt] as const;
      const gradients = [gamma.gradientAt, beta.gradientAt] as const;
      kernels.normalizationParameterGradient(...arrays, ...ofBatch, ...gradients, count, epsilon);
      if (input.gradientAt === undefined) return;
      const sums = [gamma.at, ...gradients] as const;
      kernels.normalizationInputGradient(...arrays, input.gradientAt, ...ofBatch, ...sums, count, epsilon);
    },
  };
}

interface Following {
  readonly at: number;
  readonly batchAt: number;
  readonly channels: number;
  readonly momentum: number;
}

/** moving = momentum * moving + (1 - momentum) * batch, rounded once. */
function follow(arena: Arena, { at, batchAt, channels, momentum }: Following): void {
  const moving = arena.floats(at, channels);
  const batch = arena.floats(batchAt, channels);
  for (let i = 0; i < channels; i++) moving[i] = momentum * moving[i] + (1 - momentum) * batch[i];
}
