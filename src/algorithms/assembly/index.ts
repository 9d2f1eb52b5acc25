// Dense linear algebra in SIMD128. Matrices are row-major, addressed by byte offset. All operations are IEEE-exact, but for
// `multiplyAdd` in the fused module, which is used only where that is exact too: the same bytes come out on every machine.
export { addSums, centreRows, centreColumns } from './centre';
export { addGram, addTimesGram, combineParts, packBlock, transposeTimesBlock, addPart } from './blocks';
export { decompose } from './eigen';
export { addCombinations, rowGram, rowProducts } from './products';
export { inertia, moveCentroids } from './lloyd';
export { assignSamples, nearerDistances, packCentroids, packSamples } from './nearest';
export { addMultiple, divide, dot, extreme, orthonormalise } from './rows';
