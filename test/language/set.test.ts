import { expect, test } from 'vitest';
import { complaints, decided, places, quickstart, read, SMALL } from './rig.js';

test('a value is replaced, added, or made of a bare name', () => {
  expect(decided(quickstart, ['train.epochs=5', 'seed=7']).train.epochs).toBe(5);
  expect(decided(SMALL, ['probe.size=50']).probe).toEqual({ split: 'test', size: 50 });
  expect(decided(quickstart, ['capture.epochs[0]=3', 'capture.epochs[2]=1']).capture.epochs).toEqual([1, 2, 3]);
  expect(decided(SMALL, ['models.A.optimizer={ adam: { beta1: 0.5 } }']).models[0].optimizer).toMatchObject({
    beta1: 0.5,
  });
  expect(decided(SMALL, ['models["A"].optimizer.sgd.learningRate=0.5']).models[0].optimizer).toEqual({
    type: 'sgd',
    learningRate: 0.5,
    weightDecay: 0,
  });
});

test('under an alias only the named place changes', () => {
  for (const model of ['NN0', 'NN2']) {
    const { models } = decided(quickstart, [`models.${model}.optimizer.momentum.learningRate=0.5`]);
    const changed = models.filter(({ optimizer }) => optimizer.learningRate === 0.5);
    expect(changed.map(({ name }) => name)).toEqual([model]);
  }
});

test('positions stay in the file', () => {
  const result = read(quickstart, ['train.epochs=5']);
  const line = quickstart.split('\n').findIndex((text) => text.startsWith('train:')) + 1;
  expect(result.ok && result.positions.at(['train', 'epochs'])).toEqual({ file: 'exp.yaml', line, column: 10 });
});

test('what is wrong in an argument is shown in the argument', () => {
  const sets = ['train.epochs=many', 'train.epoch=1', 'train', 'train.epochs.x=1', 'train..=1', 'seed=['];
  expect(complaints(SMALL, sets)).toBe(`\
--set:1:1: error bad-set: no value is given
  1 | train
    | ^^^^^
  expected path=value, such as train.epochs=10 or capture.epochs[0]=1
--set:1:6: error bad-set: this is not a path
  1 | train..=1
    |      ^^
  expected path=value, such as train.epochs=10 or capture.epochs[0]=1
--set:1:7: error bad-set: flow sequence must end with a ]
  1 | seed=[
    |       ^
--set:1:7: error bad-set: \`epoch\` is not a key of \`train\`
  1 | train.epoch=1
    |       ^^^^^
  expected epochs, batchSize, labelSmoothing, labelNoise or augment
  did you mean \`epochs\`?
--set:1:14: error bad-set: there is no \`x\` in \`many\`
  1 | train.epochs.x=1
    |              ^
  expected a key of a mapping
--set:1:14: error bad-set: \`epochs\` is the text "many"
  1 | train.epochs=many
    |              ^^^^
  expected a whole number, at least 1 and at most 1000000`);
});

test('an index past the end, a key of a list, and a number out of reach', () => {
  const sets = [
    'architectures.tiny[7]=flatten',
    'architectures.tiny.x=1',
    'seed=1e400',
    '__proto__.x=1',
    'train.epochs=',
  ];
  expect(places(SMALL, sets)).toEqual(['1:1 bad-set', '1:6 bad-set', '1:13 bad-set', '1:19 bad-set', '1:20 bad-set']);
});
