import type { Conv2d, Dense, DepthwiseConv2d, Shape } from '../../../networks/layer.js';
import type { Arena } from '../arena.js';
import { bytesOf, CELL_BYTES, featuresOf } from '../values.js';
import { type Window, windowOf, writeWindow } from '../window.js';
import { activationPasses } from './activation.js';
import type { Operation, Place } from './operation.js';

/**
 * A dense layer is a 1x1 convolution of a 1x1 image; a depthwise one has a group for each channel. ReLU is part of the forward
 * kernel, other activations follow it.
 */
export function convolution(layer: Conv2d | DepthwiseConv2d | Dense, place: Place): Operation {
  const {
    arena,
    parameters,
    inputs: [input],
    output,
  } = place;
  const { kernels } = arena;
  const laid = layConvolution(layer, place);
  const { windowAt, framedAt, rowsAt, offsetsAt, forwardAt, backwardAt, sumsAt, linearAt } = laid;
  const kernel = parameters.named(`${layer.name}/${layer.type === 'depthwiseConv2d' ? 'depthwise_kernel' : 'kernel'}`);
  const bias = parameters.named(`${layer.name}/bias`);
  const isRelu = layer.activation === 'relu';
  const dOutputAt = output.gradientAt;
  const arrays = { inputAt: linearAt, outputAt: output.at, dOutputAt, dInputAt: dOutputAt, bytes: output.bytes };
  const activation = activationPasses(kernels, layer.activation, arrays);
  return {
    forward(batch) {
      if (framedAt !== input.at) kernels.pad(windowAt, input.at, framedAt);
      kernels.packForward(windowAt, kernel.at, forwardAt, rowsAt);
      kernels.convolutionForward(windowAt, framedAt, forwardAt, bias.at, linearAt, isRelu ? 1 : 0);
      if (!isRelu) activation.forward(batch);
    },
    backward(batch) {
      activation.backward(batch);
      const { gradientAt } = kernel;
      kernels.convolutionWeightGradient(windowAt, framedAt, dOutputAt, sumsAt, gradientAt, offsetsAt, rowsAt);
      kernels.biasGradient(windowAt, dOutputAt, bias.gradientAt);
      if (input.gradientAt === undefined) return;
      kernels.packBackward(windowAt, kernel.at, backwardAt, rowsAt);
      kernels.convolutionInputGradient(windowAt, dOutputAt, backwardAt, input.gradientAt);
    },
  };
}

/** Addresses of a convolution's arrays beside its input, output and parameters. */
function layConvolution(layer: Conv2d | DepthwiseConv2d | Dense, place: Place) {
  const {
    arena,
    blocks,
    inputs: [input],
    output,
  } = place;
  const shape: Shape = layer.type === 'dense' ? [1, 1, featuresOf(input.shape)] : input.shape;
  const groups = layer.type === 'depthwiseConv2d' ? shape[2] : 1;
  const window = windowOf(layer, shape);
  const [height, width] = window.padded;
  const isFramed = place.isInputFramed || (height === shape[0] && width === shape[1]);
  const rows = layer.type === 'dense' ? denseRows(input.shape) : kernelRows(window, shape[2]);
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
    sumsAt: layWeightSums(arena, filters, offsets.length),
    /** What gelu needs for its gradient would be lost in place. */
    linearAt: layer.activation === 'gelu' ? arena.allocate(output.bytes) : output.at,
  };
}

/** Scratch of `convolutionWeightGradient`. */
function layWeightSums(arena: Arena, filters: number, taps: number): number {
  const evenTaps = 2 * Math.ceil(taps / 2);
  return arena.allocate((4 * Math.ceil(filters / 4) * evenTaps * CELL_BYTES) / 2);
}

/** For each tap, ordered by (channel, ky, kx), its row in the Keras kernel, which is ordered by (ky, kx, channel). */
function kernelRows({ size }: Window, channels: number): number[] {
  const area = size[0] * size[1];
  return Array.from({ length: channels * area }, (_, tap) => (tap % area) * channels + Math.floor(tap / area));
}

/** Memory holds (channel, position) where Keras flattens to (position, channel). */
function denseRows([height, width, channels]: Shape): number[] {
  const positions = height * width;
  return Array.from(
    { length: positions * channels },
    (_, index) => (index % positions) * channels + Math.floor(index / positions),
  );
}

/** Where each tap of a group of channels reads in a padded image, in bytes. */
function offsetsOf({ size, padded }: Window, channels: number): number[] {
  const offsets: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    for (let ky = 0; ky < size[0]; ky++) {
      for (let kx = 0; kx < size[1]; kx++) offsets.push(((channel * padded[0] + ky) * padded[1] + kx) * CELL_BYTES);
    }
  }
  return offsets;
}
