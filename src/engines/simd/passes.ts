import type { Shape } from '../../networks/layer.js';
import type { Kernels } from './kernels.js';
import { LANES, type LaidLayer, type LaidWeights } from './layout.js';

/** What both passes over the layers work on. */
export interface Pass {
  readonly kernels: Kernels;
  readonly layers: readonly LaidLayer[];
  readonly blocks: number;
  readonly inputShape: Shape;
  readonly inputAt: number;
  readonly weightsAt: number;
  readonly gradientAt: number;
}

/** Addresses of byte images and of the indices of the samples to take. */
interface Batch {
  readonly images: number;
  readonly indices: number;
  readonly count: number;
}

/** Outputs of every layer for a batch. */
export function forward(pass: Pass, { images, indices, count }: Batch): void {
  const { kernels, layers, blocks, inputShape, inputAt } = pass;
  const [height, width, channels] = inputShape;
  const { window, layer } = layers[0];
  const isFramed = layer.type === 'conv2d';
  const [rows, columns] = isFramed ? window.padded : [height, width];
  const [top, left] = isFramed ? window.before : [0, 0];
  kernels.gather(images, indices, inputAt, count, blocks, height, width, channels, rows, columns, top, left);
  for (const index of layers.keys()) forwardLayer(pass, index);
}

function forwardLayer(pass: Pass, index: number): void {
  const { kernels, blocks, layers } = pass;
  const laid = layers[index];
  const { layer, input, output, window, weights } = laid;
  const from = inputOf(pass, index);
  if (layer.type === 'maxPooling2d') {
    const planes = blocks * input[2];
    kernels.maxPoolingForward(
      from,
      laid.outputAt,
      laid.winnersAt ?? 0,
      planes,
      input[0],
      input[1],
      output[0],
      output[1],
      ...window.size,
      ...window.strides,
      ...window.before,
    );
  } else if (weights !== undefined) {
    if (laid.paddedAt !== undefined) {
      kernels.pad(
        outputBefore(pass, index),
        laid.paddedAt,
        blocks * input[2],
        input[0],
        input[1],
        ...window.padded,
        ...window.before,
      );
    }
    const kernel = pass.weightsAt + 4 * weights.offset;
    kernels.packForward(kernel, weights.forwardAt, weights.rowsAt, weights.taps, weights.filters);
    const bias = kernel + 4 * weights.taps * weights.filters;
    const relu = 'activation' in layer && layer.activation === 'relu' ? 1 : 0;
    kernels.convolutionForward(
      from,
      weights.forwardAt,
      bias,
      laid.outputAt,
      blocks,
      channelsOf(laid),
      ...window.padded,
      weights.filters,
      output[0],
      output[1],
      ...window.size,
      ...window.strides,
      relu,
    );
  }
}

/** Gradients of all weights, from the gradient of the last layer's output. */
export function backward(pass: Pass): void {
  const firstTrainable = pass.layers.findIndex(({ weights }) => weights !== undefined);
  for (let index = pass.layers.length - 1; index >= firstTrainable; index--) {
    const { layer, weights } = pass.layers[index];
    if (weights !== undefined) backwardWeights(pass, index, weights, index > firstTrainable);
    else if (layer.type === 'maxPooling2d') backwardPooling(pass, index);
  }
}

function backwardWeights(pass: Pass, index: number, weights: LaidWeights, needsInputGradient: boolean): void {
  const { kernels, blocks, layers } = pass;
  const laid = layers[index];
  const { layer, input, output, window, dOutputAt } = laid;
  const { taps, filters } = weights;
  const positions = output[0] * output[1];
  if ('activation' in layer && layer.activation === 'relu') {
    kernels.reluGradient(laid.outputAt, dOutputAt, blocks * LANES * positions * filters);
  }
  const gradient = pass.gradientAt + 4 * weights.offset;
  const channels = channelsOf(laid);
  const cells = channels * window.padded[0] * window.padded[1];
  kernels.convolutionWeightGradient(
    inputOf(pass, index),
    dOutputAt,
    weights.sumsAt,
    gradient,
    weights.offsetsAt,
    weights.rowsAt,
    blocks,
    cells,
    filters,
    output[0],
    output[1],
    taps,
    window.padded[1],
    ...window.strides,
  );
  kernels.biasGradient(dOutputAt, gradient + 4 * taps * filters, blocks, filters, positions);
  if (!needsInputGradient) return;
  const [height, width] = layer.type === 'dense' ? [1, 1] : input;
  kernels.packBackward(
    pass.weightsAt + 4 * weights.offset,
    weights.backwardAt,
    weights.rowsAt,
    channels,
    window.size[0] * window.size[1],
    filters,
  );
  kernels.convolutionInputGradient(
    dOutputAt,
    weights.backwardAt,
    layers[index - 1].dOutputAt,
    blocks,
    channels,
    height,
    width,
    filters,
    output[0],
    output[1],
    ...window.size,
    ...window.strides,
    ...window.before,
  );
}

function backwardPooling({ kernels, blocks, layers }: Pass, index: number): void {
  const { input, output, window, winnersAt, dOutputAt } = layers[index];
  const planes = blocks * input[2];
  kernels.maxPoolingGradient(
    dOutputAt,
    winnersAt ?? 0,
    layers[index - 1].dOutputAt,
    planes,
    input[0],
    input[1],
    output[0],
    output[1],
    ...window.size,
    ...window.strides,
    ...window.before,
  );
}

/** Channels that a layer's kernel sees: a dense layer sees every value of a sample as one. */
function channelsOf({ layer, input }: LaidLayer): number {
  return layer.type === 'dense' ? input[0] * input[1] * input[2] : input[2];
}

function inputOf(pass: Pass, index: number): number {
  return pass.layers[index].paddedAt ?? outputBefore(pass, index);
}

function outputBefore({ layers, inputAt }: Pass, index: number): number {
  return index === 0 ? inputAt : layers[index - 1].outputAt;
}
