// The training step as one WASM module; see vector.ts for the layout that all kernels share.
export { convolutionForward, convolutionInputGradient } from './convolution';
export { biasGradient, convolutionWeightGradient } from './weight-gradient';
export { gather, packBackward, packForward, pad, unblock } from './layout';
export { maxPoolingForward, maxPoolingGradient } from './pooling';
export { reluGradient, softmaxCrossEntropy } from './loss';
export { adam, momentum, sgd } from './optimizers';
