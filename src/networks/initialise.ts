import type { Random } from '../algorithms/random.js';
import type { ParameterSpec } from './parameters.js';

/**
 * Initial value of a parameter: biases 0, kernels uniform in +-sqrt(6 / (fanIn + fanOut))
 * (Glorot & Bengio 2010, equation 16; the default of TensorFlow.js Layers).
 */
export function glorotUniform(spec: ParameterSpec, random: Random): Float32Array {
  const size = spec.shape.reduce((product, length) => product * length, 1);
  if (spec.role === 'bias') return new Float32Array(size);
  const limit = Math.sqrt(6 / (spec.fanIn + spec.fanOut));
  return Float32Array.from({ length: size }, () => (2 * random.uniform() - 1) * limit);
}
