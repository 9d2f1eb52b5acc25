import type { Kernels } from './kernels.js';
import type { LaidLayer, LaidWeights, Layout } from './layout.js';

/** What both passes over the layers work on. */
export interface Pass {
  readonly kernels: Kernels;
  readonly layout: Layout;
  readonly weightsAt: number;
  readonly gradientAt: number;
}

/** Addresses of byte images and of the indices of the samples to take. */
interface Batch {
  readonly imagesAt: number;
  readonly indicesAt: number;
  readonly count: number;
}

/** Outputs of every layer for a batch. */
export function forward(pass: Pass, { imagesAt, indicesAt, count }: Batch): void {
  const { kernels, layout } = pass;
  kernels.gather(layout.inputWindowAt, imagesAt, indicesAt, layout.inputAt, count);
  for (const laid of layout.layers) {
    const { windowAt, inputAt, outputAt, winnersAt, weights } = laid;
    if (weights !== undefined) forwardWeights(pass, laid, weights);
    else if (winnersAt !== undefined) kernels.maxPoolingForward(windowAt, inputAt, outputAt, winnersAt);
  }
}

function forwardWeights({ kernels, weightsAt }: Pass, laid: LaidLayer, weights: LaidWeights): void {
  const { windowAt, inputAt, paddedAt, outputAt } = laid;
  const biasAt = weightsAt + weights.bias;
  if (paddedAt !== undefined) kernels.pad(windowAt, inputAt, paddedAt);
  kernels.packForward(windowAt, weightsAt + weights.kernel, weights.forwardAt, weights.rowsAt);
  kernels.convolutionForward(windowAt, paddedAt ?? inputAt, weights.forwardAt, biasAt, outputAt, isRelu(laid) ? 1 : 0);
}

/** Gradients of all weights, from the gradient of the last layer's output. */
export function backward(pass: Pass): void {
  for (const laid of pass.layout.layers.toReversed()) {
    const { windowAt, dOutputAt, dInputAt, winnersAt, weights } = laid;
    if (weights !== undefined) backwardWeights(pass, laid, weights);
    else if (winnersAt !== undefined && dInputAt !== undefined) {
      pass.kernels.maxPoolingGradient(windowAt, dOutputAt, winnersAt, dInputAt);
    }
  }
}

function backwardWeights({ kernels, weightsAt, gradientAt }: Pass, laid: LaidLayer, weights: LaidWeights): void {
  const { windowAt, dOutputAt, dInputAt } = laid;
  const { kernel, bias, sumsAt, offsetsAt, rowsAt, backwardAt } = weights;
  const inputAt = laid.paddedAt ?? laid.inputAt;
  if (isRelu(laid)) kernels.reluGradient(laid.outputAt, dOutputAt, laid.outputBytes);
  kernels.convolutionWeightGradient(windowAt, inputAt, dOutputAt, sumsAt, gradientAt + kernel, offsetsAt, rowsAt);
  kernels.biasGradient(windowAt, dOutputAt, gradientAt + bias);
  if (dInputAt === undefined) return;
  kernels.packBackward(windowAt, weightsAt + kernel, backwardAt, rowsAt);
  kernels.convolutionInputGradient(windowAt, dOutputAt, backwardAt, dInputAt);
}

function isRelu({ layer }: LaidLayer): boolean {
  return 'activation' in layer && layer.activation === 'relu';
}
