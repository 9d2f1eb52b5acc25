import type { Activation } from '../../networks/layer.js';

/** Functions of training.wasm; assembly/ documents each. `window` and names that end in `At` are addresses. */
export interface Kernels
  extends ActivationKernels,
    ActivationGradients,
    DenseKernels,
    WinogradKernels,
    Elementwise,
    Normalization,
    Optimizers {
  gatherBytes(window: number, imagesAt: number, indicesAt: number, outputAt: number, samples: number): void;
  gatherFloats(window: number, imagesAt: number, indicesAt: number, outputAt: number, samples: number): void;
  pad(window: number, inputAt: number, outputAt: number): void;
  unblock(inputAt: number, outputAt: number, samples: number, channels: number, positions: number): void;
  transpose(inputAt: number, outputAt: number, blocks: number, rows: number, columns: number): void;
  packForward(window: number, weightsAt: number, packedAt: number, rowsAt: number): void;
  packBackward(window: number, weightsAt: number, packedAt: number, rowsAt: number): void;
  convolutionForward(
    window: number,
    inputAt: number,
    packedAt: number,
    biasAt: number,
    outputAt: number,
    relu: number,
  ): void;
  convolutionInputGradient(window: number, dOutputAt: number, packedAt: number, dInputAt: number): void;
  convolutionWeightGradient(
    window: number,
    inputAt: number,
    dOutputAt: number,
    sumsAt: number,
    gradientAt: number,
    offsetsAt: number,
    rowsAt: number,
  ): void;
  biasGradient(window: number, dOutputAt: number, gradientAt: number): void;
  maxPoolingForward(window: number, inputAt: number, outputAt: number, winnersAt: number): void;
  maxPoolingGradient(window: number, dOutputAt: number, winnersAt: number, dInputAt: number): void;
  averagePoolingForward(window: number, inputAt: number, outputAt: number): void;
  averagePoolingGradient(window: number, dOutputAt: number, dInputAt: number): void;
  dropoutFactors(
    keepAt: number,
    outputAt: number,
    samples: number,
    blocks: number,
    channels: number,
    positions: number,
    scale: number,
  ): void;
  softmaxCrossEntropy(
    logitsAt: number,
    dLogitsAt: number,
    labelsAt: number,
    samples: number,
    blocks: number,
    classes: number,
    smoothing: number,
    hitsAt: number,
  ): number;
}

export type Nonlinear = Exclude<Activation, 'linear'>;

type ActivationKernels = {
  readonly [name in Nonlinear]: (inputAt: number, outputAt: number, bytes: number) => void;
};

/** `valuesAt` are the outputs, but for gelu the inputs. */
type ActivationGradients = {
  readonly [name in `${Nonlinear}Gradient`]: (
    valuesAt: number,
    dOutputAt: number,
    dInputAt: number,
    bytes: number,
  ) => void;
};

interface DenseKernels {
  gatherRows(inputAt: number, outputAt: number, rowsAt: number, count: number, bytes: number): void;
  scatterRows(inputAt: number, outputAt: number, rowsAt: number, count: number, bytes: number): void;
  denseForward(
    rows: number,
    channels: number,
    filters: number,
    inputAt: number,
    inputStep: number,
    weightsAt: number,
    biasAt: number,
    outputAt: number,
    outputStep: number,
    relu: number,
  ): void;
  denseInputGradient(
    rows: number,
    channels: number,
    filters: number,
    dOutputAt: number,
    outputStep: number,
    weightsAt: number,
    dInputAt: number,
    inputStep: number,
  ): void;
  denseWeightGradient(
    rows: number,
    channels: number,
    filters: number,
    inputAt: number,
    inputStep: number,
    dOutputAt: number,
    outputStep: number,
    gradientAt: number,
  ): void;
}

interface WinogradKernels {
  winogradScratch(window: number): number;
  winogradWeights(window: number, weightsAt: number, scratchAt: number, pointsAt: number): void;
  winogradForward(
    window: number,
    inputAt: number,
    pointsAt: number,
    biasAt: number,
    scratchAt: number,
    outputAt: number,
    relu: number,
  ): void;
  winogradBackward(
    window: number,
    inputAt: number,
    dOutputAt: number,
    pointsAt: number,
    scratchAt: number,
    dPointsAt: number,
    dInputAt: number,
  ): void;
  winogradWeightGradient(window: number, pointsAt: number, scratchAt: number, gradientAt: number): void;
}

interface Elementwise {
  copy(inputAt: number, outputAt: number, bytes: number): void;
  sum(firstAt: number, secondAt: number, outputAt: number, bytes: number): void;
  product(firstAt: number, secondAt: number, outputAt: number, bytes: number): void;
}

interface Normalization {
  batchStatistics(window: number, inputAt: number, samples: number, meansAt: number, variancesAt: number): void;
  normalize(
    window: number,
    inputAt: number,
    outputAt: number,
    meansAt: number,
    variancesAt: number,
    gammasAt: number,
    betasAt: number,
    epsilon: number,
  ): void;
  normalizationParameterGradient(
    window: number,
    inputAt: number,
    dOutputAt: number,
    meansAt: number,
    variancesAt: number,
    dGammasAt: number,
    dBetasAt: number,
    samples: number,
    epsilon: number,
  ): void;
  normalizationInputGradient(
    window: number,
    inputAt: number,
    dOutputAt: number,
    dInputAt: number,
    meansAt: number,
    variancesAt: number,
    gammasAt: number,
    dGammasAt: number,
    dBetasAt: number,
    samples: number,
    epsilon: number,
  ): void;
}

interface Optimizers {
  sgd(weightsAt: number, gradientAt: number, bytes: number, decay: number, learningRate: number): void;
  momentum(
    weightsAt: number,
    velocityAt: number,
    gradientAt: number,
    bytes: number,
    decay: number,
    learningRate: number,
    keep: number,
  ): void;
  rmsprop(
    weightsAt: number,
    squareAt: number,
    momentAt: number,
    gradientAt: number,
    bytes: number,
    decay: number,
    learningRate: number,
    keep: number,
    complement: number,
    momentum: number,
    epsilon: number,
  ): void;
  adam(
    weightsAt: number,
    meanAt: number,
    squareAt: number,
    gradientAt: number,
    bytes: number,
    decay: number,
    learningRate: number,
    beta1: number,
    beta2: number,
    complement1: number,
    complement2: number,
    correction1: number,
    correction2: number,
    epsilon: number,
  ): void;
}
