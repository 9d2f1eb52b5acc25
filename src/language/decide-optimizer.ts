import type { LearningRate, ScheduledOptimizer } from '../networks/optimizer.js';
import type { LearningRateSpec, OptimizerSpec } from './spec.js';

/** `epochs` is train.epochs, which a cosine takes unless it says otherwise. */
export function decideOptimizer(spec: OptimizerSpec, epochs: number): ScheduledOptimizer {
  if (typeof spec === 'string') return decideOptimizer({ [spec]: {} } as unknown as OptimizerSpec, epochs);
  if ('sgd' in spec) {
    const { learningRate = 0.01, weightDecay = 0 } = spec.sgd;
    return { type: 'sgd', learningRate: decideRate(learningRate, epochs), weightDecay };
  }
  if ('momentum' in spec) {
    const { learningRate = 0.01, momentum = 0.9, weightDecay = 0 } = spec.momentum;
    return { type: 'momentum', learningRate: decideRate(learningRate, epochs), momentum, weightDecay };
  }
  if ('rmsprop' in spec) {
    const { learningRate = 0.001, decay = 0.9, momentum = 0, epsilon = 1e-7, weightDecay = 0 } = spec.rmsprop;
    return { type: 'rmsprop', learningRate: decideRate(learningRate, epochs), decay, momentum, epsilon, weightDecay };
  }
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, weightDecay = 0 } = spec.adam;
  return { type: 'adam', learningRate: decideRate(learningRate, epochs), beta1, beta2, epsilon, weightDecay };
}

function decideRate(spec: LearningRateSpec, epochs: number): LearningRate {
  if (typeof spec === 'number') return spec;
  if ('step' in spec)
    return { type: 'step', initial: spec.step.initial, factor: spec.step.factor ?? 0.1, every: spec.step.every };
  const { initial, final = 0, epochs: duration = epochs } = spec.cosine;
  return { type: 'cosine', initial, final, epochs: duration };
}
