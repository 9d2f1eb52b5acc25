import { describe, expect, it } from 'vitest';
import { randomFor } from '../../src/algorithms/random.js';
import { initialValue } from '../../src/networks/initialise.js';
import type { Initializer } from '../../src/networks/layer.js';
import type { InitialValue } from '../../src/networks/parameters.js';

const FAN_IN = 100;
const FAN_OUT = 300;

/** 60,000 values: their variance is within 2 % of that of the distribution. */
function draw(use: Initializer): Float32Array {
  const initial: InitialValue = { use, fanIn: FAN_IN, fanOut: FAN_OUT };
  return initialValue({ name: 'w', shape: [200, 300], role: 'kernel', initial }, randomFor('test', use));
}

function momentsOf(values: Float32Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance, largest: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) };
}

describe('initial values', () => {
  for (const [use, variance] of [
    ['glorotUniform', 2 / (FAN_IN + FAN_OUT)],
    ['glorotNormal', 2 / (FAN_IN + FAN_OUT)],
    ['heUniform', 2 / FAN_IN],
    ['heNormal', 2 / FAN_IN],
  ] as const) {
    it(`${use} has mean 0 and variance ${variance}`, () => {
      const moments = momentsOf(draw(use));
      expect(Math.abs(moments.mean)).toBeLessThan(0.02 * Math.sqrt(variance));
      expect(moments.variance / variance).toBeGreaterThan(0.98);
      expect(moments.variance / variance).toBeLessThan(1.02);
    });
  }

  it('uniform values fill the interval of that variance', () => {
    const limit = Math.sqrt(3 * (2 / FAN_IN));
    const { largest } = momentsOf(draw('heUniform'));
    expect(largest).toBeLessThanOrEqual(Math.fround(limit));
    expect(largest).toBeGreaterThan(0.999 * limit);
  });

  it('normal values are cut off at two deviations of what was drawn, which are 2.27 of what remains', () => {
    const limit = (2 * Math.sqrt(2 / FAN_IN)) / 0.8796256610342398;
    const { largest } = momentsOf(draw('heNormal'));
    expect(largest).toBeLessThanOrEqual(Math.fround(limit));
    expect(largest).toBeGreaterThan(0.99 * limit);
  });

  it('the same stream gives the same values, and constants need none', () => {
    expect(draw('heNormal')).toEqual(draw('heNormal'));
    const gamma = { name: 'gamma', shape: [3], role: 'gamma', initial: { use: 'constant', value: 1 } } as const;
    expect(initialValue(gamma, randomFor('test'))).toEqual(Float32Array.of(1, 1, 1));
  });
});
