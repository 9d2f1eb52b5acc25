import { type Optimizer, power } from '../../networks/optimizer.js';
import type { Kernels } from './kernels.js';

/** Parameters that lie side by side, and what belongs to them. */
export interface Stretch {
  readonly weightsAt: number;
  readonly slotsAt: readonly [number, number];
  readonly gradientAt: number;
  readonly bytes: number;
  /** The share of their value that they lose. */
  readonly decay: number;
}

/** The optimizer's step number `step`, from 1. */
export function takeStep(kernels: Kernels, optimizer: Optimizer, step: number, stretch: Stretch): void {
  const { weightsAt, slotsAt, gradientAt, bytes, decay } = stretch;
  const { learningRate: rate } = optimizer;
  const [first, second] = slotsAt;
  switch (optimizer.type) {
    case 'sgd':
      kernels.sgd(weightsAt, gradientAt, bytes, decay, rate);
      break;
    case 'momentum':
      kernels.momentum(weightsAt, first, gradientAt, bytes, decay, rate, optimizer.momentum);
      break;
    case 'rmsprop': {
      const { decay: keep, momentum, epsilon } = optimizer;
      const factors = [keep, 1 - keep, momentum, epsilon] as const;
      kernels.rmsprop(weightsAt, first, second, gradientAt, bytes, decay, rate, ...factors);
      break;
    }
    case 'adam': {
      const { beta1, beta2, epsilon } = optimizer;
      const corrections = [1 - power(beta1, step), 1 - power(beta2, step)] as const;
      const factors = [beta1, beta2, 1 - beta1, 1 - beta2, ...corrections, epsilon] as const;
      kernels.adam(weightsAt, first, second, gradientAt, bytes, decay, rate, ...factors);
    }
  }
}
