/** Functions of training.wasm; assembly/ documents each. `window` and names that end in `At` are addresses. */
export interface Kernels {
  gather(window: number, imagesAt: number, indicesAt: number, outputAt: number, samples: number): void;
  pad(window: number, inputAt: number, outputAt: number): void;
  unblock(inputAt: number, outputAt: number, samples: number, channels: number, positions: number): void;
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
  reluGradient(outputAt: number, dOutputAt: number, bytes: number): void;
  maxPoolingForward(window: number, inputAt: number, outputAt: number, winnersAt: number): void;
  maxPoolingGradient(window: number, dOutputAt: number, winnersAt: number, dInputAt: number): void;
  softmaxCrossEntropy(
    logitsAt: number,
    dLogitsAt: number,
    labelsAt: number,
    samples: number,
    blocks: number,
    classes: number,
    hitsAt: number,
  ): number;
  sgd(weightsAt: number, gradientAt: number, bytes: number, learningRate: number): void;
  momentum(
    weightsAt: number,
    velocityAt: number,
    gradientAt: number,
    bytes: number,
    learningRate: number,
    decay: number,
  ): void;
  adam(
    weightsAt: number,
    meanAt: number,
    squareAt: number,
    gradientAt: number,
    bytes: number,
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
