import type { Dense, Shape } from '../../../networks/layer.js';
import { CELL_BYTES, featuresOf } from '../values.js';
import { unframed, writeWindow } from '../window.js';
import type { Linear } from './activated.js';
import type { Place } from './operation.js';

/** A matrix product, with a row for each block of samples. */
export function dense({ name, units }: Dense, place: Place): Linear {
  const {
    arena,
    blocks,
    parameters,
    inputs: [input],
    output,
  } = place;
  const { kernels } = arena;
  const kernel = parameters.named(`${name}/kernel`);
  const features = featuresOf(input.shape);
  const inputStep = features * CELL_BYTES;
  const outputStep = units * CELL_BYTES;
  const rowBytes = 4 * units;
  const rowsAt = arena.putIntegers(denseRows(input.shape));
  const weightsAt = arena.allocate(features * rowBytes);
  const gradientAt = arena.allocate(features * rowBytes);
  const windowAt = writeWindow(arena, {
    window: unframed([1, 1]),
    blocks,
    input: [1, 1, features],
    output: output.shape,
  });
  const shape = [blocks, features, units] as const;
  return {
    windowAt,
    forward(biasAt, outputAt, relu) {
      kernels.gatherRows(kernel.at, weightsAt, rowsAt, features, rowBytes);
      const arrays = [input.at, inputStep, weightsAt, biasAt, outputAt, outputStep] as const;
      kernels.denseForward(...shape, ...arrays, relu ? 1 : 0);
    },
    backward() {
      const dOutputAt = output.gradientAt;
      arena.floats(gradientAt, features * units).fill(0);
      kernels.denseWeightGradient(...shape, input.at, inputStep, dOutputAt, outputStep, gradientAt);
      kernels.scatterRows(gradientAt, kernel.gradientAt, rowsAt, features, rowBytes);
      if (input.gradientAt === undefined) return;
      kernels.denseInputGradient(...shape, dOutputAt, outputStep, weightsAt, input.gradientAt, inputStep);
    },
  };
}

/** For each value of a sample, its row in the Keras kernel: memory holds (channel, position), Keras (position, channel). */
function denseRows([height, width, channels]: Shape): number[] {
  const positions = height * width;
  return Array.from(
    { length: positions * channels },
    (_, index) => (index % positions) * channels + Math.floor(index / positions),
  );
}
