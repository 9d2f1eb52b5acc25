import type { Optimizer } from '../../src/networks/optimizer.js';

/** Adam and rmsprop divide by gradients: a small epsilon would blow up the rounding errors of tiny ones. */
export const OPTIMIZERS: readonly Optimizer[] = [
  { type: 'sgd', learningRate: 0.05, weightDecay: 0 },
  { type: 'momentum', learningRate: 0.02, weightDecay: 0, momentum: 0.9 },
  { type: 'rmsprop', learningRate: 0.01, weightDecay: 0, decay: 0.9, momentum: 0.5, epsilon: 1e-2 },
  { type: 'adam', learningRate: 0.01, weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-2 },
];
