import { expect, test } from 'vitest';
import { traitsOf, withoutValues } from '../../src/report/traits.js';
import { fixture } from './fixture.js';

const { models } = fixture({ models: ['a', 'b', 'c'] }).config;

test('what models share is no trait, and one model has none', () => {
  expect(traitsOf(models).fields).toEqual(['architecture', 'init']);
  expect(traitsOf(models.slice(0, 1)).fields).toEqual([]);
});

test('a field that only some models have is one that they differ in', () => {
  const [first, second] = models;
  const adam = { type: 'adam', learningRate: 0.01, weightDecay: 0, beta1: 0.9, beta2: 0.99, epsilon: 1e-7 } as const;
  const { fields, models: each } = traitsOf([first, { ...second, optimizer: adam }]);
  expect(fields).toEqual([
    'init',
    'optimizer',
    'optimizer.momentum',
    ...['beta1', 'beta2', 'epsilon'].map((param) => `optimizer.${param}`),
  ]);
  expect(each[1].values).toEqual([1, 'adam', null, 0.9, 0.99, 1e-7]);
});

test('without values it is told which models are alike, whatever things are called', () => {
  const renamed = models.map((model) => ({ ...model, architecture: `my-${model.architecture}` }));
  expect(withoutValues(traitsOf(renamed))).toEqual(withoutValues(traitsOf(models)));
  expect(withoutValues(traitsOf(models)).models.map(({ values }) => values)).toEqual([
    [0, 0],
    [0, 1],
    [2, 2],
  ]);
});
