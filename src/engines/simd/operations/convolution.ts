import type { Conv2d, DepthwiseConv2d } from '../../../networks/layer.js';
import { kernelRows, offsetsOf, weightSumBytes } from '../taps.js';
import { bytesOf } from '../values.js';
import { windowOf, writeWindow } from '../window.js';
import type { Linear } from './activated.js';
import type { Place } from './operation.js';

/** The plain sum over taps. A depthwise convolution has a group for each channel. */
export function convolution(layer: Conv2d | DepthwiseConv2d, place: Place): Linear {
  const {
    arena,
    parameters,
    inputs: [input],
    output,
  } = place;
  const { kernels } = arena;
  const { windowAt, framedAt, rowsAt, offsetsAt, forwardAt, backwardAt, sumsAt } = layConvolution(layer, place);
  const kernel = parameters.named(`${layer.name}/${layer.type === 'depthwiseConv2d' ? 'depthwise_kernel' : 'kernel'}`);
  return {
    windowAt,
    forward(biasAt, outputAt, relu) {
      if (framedAt !== input.at) kernels.pad(windowAt, input.at, framedAt);
      kernels.packForward(windowAt, kernel.at, forwardAt, rowsAt);
      kernels.convolutionForward(windowAt, framedAt, forwardAt, biasAt, outputAt, relu ? 1 : 0);
    },
    backward() {
      const dOutputAt = output.gradientAt;
      const { gradientAt } = kernel;
      kernels.convolutionWeightGradient(windowAt, framedAt, dOutputAt, sumsAt, gradientAt, offsetsAt, rowsAt);
      if (input.gradientAt === undefined) return;
      kernels.packBackward(windowAt, kernel.at, backwardAt, rowsAt);
      kernels.convolutionInputGradient(windowAt, dOutputAt, backwardAt, input.gradientAt);
    },
  };
}

/** Addresses of a convolution's arrays beside its input, output and parameters. */
function layConvolution(layer: Conv2d | DepthwiseConv2d, place: Place) {
  const {
    arena,
    blocks,
    inputs: [input],
    output,
  } = place;
  const { shape } = input;
  const groups = layer.type === 'depthwiseConv2d' ? shape[2] : 1;
  const window = windowOf(layer, shape);
  const [height, width] = window.padded;
  const isFramed = place.isInputFramed || (height === shape[0] && width === shape[1]);
  const rows = kernelRows(window, shape[2]);
  const offsets = offsetsOf(window, shape[2] / groups);
  const filters = output.shape[2] / groups;
  const kernelBytes = 4 * rows.length * filters;
  return {
    windowAt: writeWindow(arena, { window, blocks, input: shape, output: output.shape, groups }),
    /** The input with its frame of zeros. */
    framedAt: isFramed ? input.at : arena.allocate(bytesOf([height, width, shape[2]], blocks)),
    rowsAt: arena.putIntegers(rows),
    offsetsAt: arena.putIntegers(offsets),
    forwardAt: arena.allocate(kernelBytes),
    backwardAt: arena.allocate(kernelBytes),
    sumsAt: arena.allocate(weightSumBytes(filters, offsets.length)),
  };
}
