import { describe, expect, it } from 'vitest';
import { type LearningRate, optimizerAt, power } from '../../src/networks/optimizer.js';

const ratesOf = (learningRate: LearningRate, epochs: readonly number[]) =>
  epochs.map((epoch) => optimizerAt({ type: 'sgd', weightDecay: 0, learningRate }, epoch).learningRate);

describe('learning rates', () => {
  it('a number is the same in every epoch', () => {
    expect(ratesOf(0.1, [1, 2, 100])).toEqual([0.1, 0.1, 0.1]);
  });

  it('steps multiply the rate every so many epochs', () => {
    const step = { type: 'step', initial: 8, factor: 0.5, every: 3 } as const;
    expect(ratesOf(step, [1, 2, 3, 4, 6, 7, 10])).toEqual([8, 8, 8, 4, 4, 2, 1]);
  });

  it('a cosine falls from the initial rate in epoch 1 to the final one after the last, and stays there', () => {
    const cosine = { type: 'cosine', initial: 1, final: 0.2, epochs: 4 } as const;
    const expected = [1, 0.2 + 0.8 * (0.5 + Math.SQRT1_2 / 2), 0.6, 0.2 + 0.8 * (0.5 - Math.SQRT1_2 / 2), 0.2, 0.2];
    for (const [i, rate] of ratesOf(cosine, [1, 2, 3, 4, 5, 9]).entries()) expect(rate).toBeCloseTo(expected[i], 14);
  });

  it('all else of the optimizer stays', () => {
    const adam = { type: 'adam', weightDecay: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-7 } as const;
    const learningRate = { type: 'step', initial: 1, factor: 0.1, every: 1 } as const;
    expect(optimizerAt({ ...adam, learningRate }, 2)).toEqual({ ...adam, learningRate: 0.1 });
  });
});

it('power is a product', () => {
  expect([0, 1, 2, 3, 10].map((exponent) => power(3, exponent))).toEqual([1, 3, 9, 27, 59049]);
  expect(power(0.999, 1000)).toBeCloseTo(0.999 ** 1000, 14);
});
