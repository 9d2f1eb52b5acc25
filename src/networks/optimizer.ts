import { cosineOfPi } from '../algorithms/real-functions.js';

/**
 * Optimizers by TensorFlow.js' names and update rules. `Rate` is a number where a step is taken and a schedule where one is
 * planned. Weight decay is decoupled (Loshchilov & Hutter 2019): after each step, kernels, and no other parameters, lose
 * learningRate * weightDecay of their value before the step.
 */
type OptimizerWith<Rate> = { readonly learningRate: Rate; readonly weightDecay: number } & (
  | { readonly type: 'sgd' }
  | { readonly type: 'momentum'; readonly momentum: number }
  | { readonly type: 'rmsprop'; readonly decay: number; readonly momentum: number; readonly epsilon: number }
  | { readonly type: 'adam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number }
);

export type Optimizer = OptimizerWith<number>;
export type ScheduledOptimizer = OptimizerWith<LearningRate>;

/** Constant, or one value for each epoch. */
export type LearningRate =
  | number
  /** initial * factor^floor((epoch - 1) / every) */
  | { readonly type: 'step'; readonly initial: number; readonly factor: number; readonly every: number }
  /** From `initial` in epoch 1 along half a cosine towards `final`, which the epoch after the last of `epochs` would have. */
  | { readonly type: 'cosine'; readonly initial: number; readonly final: number; readonly epochs: number };

/** The optimizer as it is in one epoch, from 1. */
export function optimizerAt(optimizer: ScheduledOptimizer, epoch: number): Optimizer {
  return { ...optimizer, learningRate: learningRateAt(optimizer.learningRate, epoch) };
}

/** The optimizer as the epochs up to this one know it: a schedule that has not yet changed the rate is a constant. */
export function optimizerUpTo(optimizer: ScheduledOptimizer, epoch: number): ScheduledOptimizer {
  const { learningRate } = optimizer;
  if (typeof learningRate === 'number') return optimizer;
  const constantEpochs = learningRate.type === 'step' ? learningRate.every : 1;
  return epoch > constantEpochs ? optimizer : { ...optimizer, learningRate: learningRate.initial };
}

function learningRateAt(rate: LearningRate, epoch: number): number {
  if (typeof rate === 'number') return rate;
  if (rate.type === 'step') return rate.initial * power(rate.factor, Math.floor((epoch - 1) / rate.every));
  const progress = Math.min(1, (epoch - 1) / rate.epochs);
  return rate.final + (rate.initial - rate.final) * (0.5 + 0.5 * cosineOfPi(progress));
}

/** By squaring, so that the bits do not depend on a machine's pow. */
export function power(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, rest = exponent; rest > 0; rest = Math.floor(rest / 2), square *= square) {
    if (rest % 2 === 1) result *= square;
  }
  return result;
}
