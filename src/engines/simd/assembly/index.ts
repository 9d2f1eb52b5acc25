// The training step as one WASM module; see vector.ts for the layout that all kernels share. Memory is the driver's:
// kernels get addresses and allocate nothing.
export { convolutionForward, reluGradient } from './convolution';
export { convolutionInputGradient } from './input-gradient';
export { biasGradient, convolutionWeightGradient } from './weight-gradient';
export { packBackward, packForward } from './packing';
export { gather, pad, unblock } from './images';
export { maxPoolingForward, maxPoolingGradient } from './pooling';
export { softmaxCrossEntropy } from './loss';
export { adam, momentum, sgd } from './optimizers';
