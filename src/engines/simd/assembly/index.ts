// The training step as one WASM module; see vector.ts for the layout that all kernels share. Memory is the driver's:
// kernels get addresses and allocate nothing.
export { convolutionForward } from './convolution';
export { convolutionInputGradient } from './input-gradient';
export { biasGradient, convolutionWeightGradient } from './weight-gradient';
export { denseForward, denseInputGradient, denseWeightGradient } from './dense';
export { winogradBackward, winogradForward, winogradScratch, winogradWeightGradient, winogradWeights } from './winograd';
export { gatherRows, packBackward, packForward, scatterRows } from './packing';
export { dropoutFactors, gatherBytes, gatherFloats, pad, transpose, unblock } from './images';
export { maxPoolingForward, maxPoolingGradient } from './max-pooling';
export { averagePoolingForward, averagePoolingGradient } from './average-pooling';
export { batchStatistics, normalizationInputGradient, normalizationParameterGradient, normalize } from './normalization';
export { elu, eluGradient, gelu, geluGradient, leakyRelu, leakyReluGradient } from './activations';
export { relu, reluGradient, sigmoid, sigmoidGradient, tanh, tanhGradient } from './activations';
export { copy, product, sum } from './elementwise';
export { softmaxCrossEntropy } from './loss';
export { adam, momentum, rmsprop, sgd } from './optimizers';
