// Kernels that tfjs' wasm backend lacks or has wrong, on its memory. Gradients of convolutions are those of the simd engine,
// for which the backend's arrays are copied to cells and back.
export { convolutionInputGradient } from '../../simd/assembly/input-gradient';
export { convolutionWeightGradient } from '../../simd/assembly/weight-gradient';
export { packBackward } from '../../simd/assembly/packing';
export { fromCells, toCells } from './cells';
export { averagePool, averagePoolGradient } from './average-pooling';
export { maxPool, maxPoolGradient } from './max-pooling';
export { relu } from './relu';
export { columnSums, segmentSums } from './sums';
