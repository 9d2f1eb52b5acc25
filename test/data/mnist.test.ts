import { expect, test } from 'vitest';
import { decodeDataset, factsOf, filesOf, rulesOf } from '../../src/data/dataset.js';
import { isFailure } from '../../src/data/failure.js';
import { countsOf } from './counts.js';

const choice = { type: 'mnist' } as const;

test('the package has the original files, and the facts are what is decoded', () => {
  const dataset = decodeDataset(rulesOf(choice, 0), filesOf(choice));
  if (isFailure(dataset)) throw new Error(dataset.message);
  const { inputShape, classNames, train, test: tests } = dataset;
  expect(factsOf(choice)).toEqual({ inputShape, classNames, train: countsOf(train), test: countsOf(tests) });
  expect([train.count, tests.count]).toEqual([60_000, 10_000]);
  expect([...train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
  expect([...tests.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
  expect([train.ids[59_999], tests.ids[0]]).toEqual([59_999, 60_000]);
});
