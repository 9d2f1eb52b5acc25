import type { Random } from '../algorithms/random.js';
import { log } from '../algorithms/real-functions.js';
import type { ParameterSpec } from './parameters.js';

/**
 * Initial value of a parameter. Kernels: Glorot & Bengio 2010 (variance 2 / (fanIn + fanOut)) or He et al. 2015 (variance
 * 2 / fanIn), uniform or, as TensorFlow.js has it, normal cut off at two standard deviations.
 */
export function initialValue({ shape, initial }: ParameterSpec, random: Random): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  if (initial.use === 'constant') return new Float32Array(size).fill(initial.value);
  const { use, fanIn, fanOut } = initial;
  const isGlorot = use === 'glorotUniform' || use === 'glorotNormal';
  const variance = isGlorot ? 2 / (fanIn + fanOut) : 2 / fanIn;
  const isUniform = use === 'glorotUniform' || use === 'heUniform';
  const limit = Math.sqrt(3 * variance);
  if (isUniform) return Float32Array.from({ length: size }, () => (2 * random.uniform() - 1) * limit);
  const deviation = Math.sqrt(variance) / TRUNCATED_DEVIATION;
  return Float32Array.from({ length: size }, () => truncatedNormal(random) * deviation);
}

/** Standard deviation of the standard normal distribution cut off at +-2. */
const TRUNCATED_DEVIATION = 0.8796256610342398;

/** By rejection: |x| <= 2 has probability 0.954. */
function truncatedNormal(random: Random): number {
  for (;;) {
    const value = normal(random);
    if (Math.abs(value) <= 2) return value;
  }
}

/** Marsaglia & Bray 1964, the polar method. */
function normal(random: Random): number {
  for (;;) {
    const x = 2 * random.uniform() - 1;
    const y = 2 * random.uniform() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * log(square)) / square);
  }
}
