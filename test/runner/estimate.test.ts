import { expect, test } from 'vitest';
import { estimatorOf } from '../../src/runner/estimate.js';

test("a step takes as long as its last time, else as its stage's mean, else a guess", () => {
  const estimate = estimatorOf({ secondsOfStep: { 'train/A@1': 2, 'train/A@2': 6, report: 1 } });
  expect(estimate({ id: 'train/A@2', stage: 'train' })).toEqual({ seconds: 6, isRecorded: true });
  expect(estimate({ id: 'train/B@1', stage: 'train' })).toEqual({ seconds: 4, isRecorded: true });
  expect(estimate({ id: 'report', stage: 'report' })).toEqual({ seconds: 1, isRecorded: true });
  expect(estimate({ id: 'dataset', stage: 'dataset' }).isRecorded).toBe(false);
});
