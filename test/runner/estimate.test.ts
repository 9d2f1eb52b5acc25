import { describe, expect, it } from 'vitest';
import { estimatorOf, guessedSeconds } from '../../src/runner/estimate.js';

describe('an estimate', () => {
  const secondsOfStep = { 'train/A@1': 2, 'train/A@2': 6, 'train/B@1': 10, page: 1 };
  const estimate = estimatorOf({ secondsOfStep, bytesOfStep: { 'train/A@1': 100 } });

  it("is a step's own last time, else its model's mean in its stage, else its stage's mean", () => {
    expect(estimate({ id: 'train/A@2', stage: 'train' })).toEqual({ seconds: 6, bytes: 100 });
    expect(estimate({ id: 'train/A@3', stage: 'train' })).toEqual({ seconds: 4, bytes: 100 });
    expect(estimate({ id: 'train/C@1', stage: 'train' })).toEqual({ seconds: 6, bytes: 100 });
    expect(estimate({ id: 'page', stage: 'page' })).toEqual({ seconds: 1, bytes: undefined });
  });

  it('is missing where nothing like the step was recorded; the order of work then rests on a guess', () => {
    expect(estimate({ id: 'dataset', stage: 'dataset' })).toEqual({ seconds: undefined, bytes: undefined });
    expect(guessedSeconds(estimate)({ id: 'dataset', stage: 'dataset' })).toBeGreaterThan(0);
    expect(guessedSeconds(estimate)({ id: 'page', stage: 'page' })).toBe(1);
  });
});
