import type { Conv2d, DepthwiseConv2d } from '../../../networks/layer.js';
import { windowOf, writeWindow } from '../window.js';
import type { Linear } from './activated.js';
import type { Place } from './operation.js';

/** Points in each dimension. */
const POINTS = 6;

/** Whether the transforms cost less than they save: enough channels and filters share them. */
export function suitsWinograd(
  layer: Conv2d | DepthwiseConv2d,
  { inputs: [input], output, isInputFramed }: Place,
): boolean {
  if (layer.type !== 'conv2d' || isInputFramed) return false;
  const [size, columns] = layer.kernelSize;
  const [strideY, strideX] = layer.strides;
  if (size !== columns || size < 3 || size > 5 || strideY !== 1 || strideX !== 1) return false;
  const channels = input.shape[2];
  const [height, width, filters] = output.shape;
  const side = POINTS + 1 - size;
  const products = Math.ceil(height / side) * Math.ceil(width / side) * POINTS * POINTS;
  const isWholeVectors = (channels * filters) % 4 === 0;
  return isWholeVectors && Math.min(channels, filters) >= 4 && 2 * products <= height * width * size * size;
}

export function winograd(layer: Conv2d | DepthwiseConv2d, place: Place): Linear {
  const {
    arena,
    blocks,
    parameters,
    inputs: [input],
    output,
  } = place;
  const { kernels } = arena;
  const kernel = parameters.named(`${layer.name}/kernel`);
  const window = windowOf(layer, input.shape);
  const windowAt = writeWindow(arena, { window, blocks, input: input.shape, output: output.shape });
  const scratchAt = arena.allocate(kernels.winogradScratch(windowAt));
  const pointBytes = 4 * POINTS * POINTS * input.shape[2] * output.shape[2];
  const pointsAt = arena.allocate(pointBytes);
  const dPointsAt = arena.allocate(pointBytes);
  return {
    windowAt,
    forward(biasAt, outputAt, relu) {
      kernels.winogradWeights(windowAt, kernel.at, scratchAt, pointsAt);
      kernels.winogradForward(windowAt, input.at, pointsAt, biasAt, scratchAt, outputAt, relu ? 1 : 0);
    },
    backward() {
      const inputs = [windowAt, input.at, output.gradientAt, pointsAt, scratchAt] as const;
      kernels.winogradBackward(...inputs, dPointsAt, input.gradientAt ?? 0);
      kernels.winogradWeightGradient(windowAt, dPointsAt, scratchAt, kernel.gradientAt);
    },
  };
}
