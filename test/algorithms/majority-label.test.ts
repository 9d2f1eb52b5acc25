import { expect, test } from 'vitest';
import { majorityLabels } from '../../src/algorithms/majority-label.js';
import { adjustedRandIndex } from './of-ids.js';

test('a cluster takes the commonest true label of its samples', () => {
  const result = majorityLabels(Int32Array.of(0, 0, 0, 1, 1), Uint8Array.of(2, 2, 1, 0, 0), 2, 3);
  expect([...result.labelOfCluster]).toEqual([2, 0]);
  expect([...result.labels]).toEqual([2, 2, 2, 0, 0]);
  expect([...result.purity]).toEqual([2 / 3, 1]);
  expect([...result.sizes]).toEqual([3, 2]);
  expect(result.ties).toEqual([]);
});

test('an empty cluster has no label', () => {
  const result = majorityLabels(Int32Array.of(2, 2), Uint8Array.of(1, 1), 3, 2);
  expect([...result.labelOfCluster]).toEqual([-1, -1, 1]);
  expect([...result.purity]).toEqual([0, 0, 1]);
  expect(result.ties).toEqual([]);
});

test('a tie goes to the smallest class id and is reported', () => {
  const result = majorityLabels(Int32Array.of(0, 0, 1, 1, 1), Uint8Array.of(3, 1, 2, 2, 0), 2, 4);
  expect([...result.labelOfCluster]).toEqual([1, 2]);
  expect(result.ties).toEqual([0]);
});

test('the tie rule alone can decide between agreement 1 and 0', () => {
  const assignments = Int32Array.of(0, 0, 1, 1);
  const trueLabels = Uint8Array.of(0, 1, 0, 0);
  const { labels, ties } = majorityLabels(assignments, trueLabels, 2, 2);
  expect(ties).toEqual([0]);
  expect(adjustedRandIndex(labels, assignments)).toBe(0);
  expect(adjustedRandIndex(Int32Array.of(1, 1, 0, 0), assignments)).toBe(1);
});

test('clusters of one label become one part', () => {
  const { labels } = majorityLabels(Int32Array.of(0, 0, 1, 1, 2), Uint8Array.of(4, 4, 4, 4, 1), 3, 5);
  expect([...labels]).toEqual([4, 4, 4, 4, 1]);
});
