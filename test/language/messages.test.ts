import { expect, test } from 'vitest';
import { unknownStep } from '../../src/cli/text/unknown-step.js';
import { complaints, places, SMALL, small } from './rig.js';

test.each([
  ['a line indented too far', 'train:\n  epochs: 2\n   batchSize: 3\n', '3:4'],
  ['a line indented too little', 'train:\n   epochs: 2\n  batchSize: 3\n', '3:3'],
  ['a list item in no column', 'a:\n  net:\n    - x\n   - y\n', '4:4'],
  ['a list item beside keys', 'a:\n  net: 1\n- y\n', '3:1'],
  ['a key under a value', 'a: 1\n b: 2\nc: 3\n', '2:2'],
  ['a first line that is indented', '  a: 1\nb: 2\n', '2:1'],
])('%s is told as wrong indentation, once', (_, text, place) => {
  expect(places(text)).toEqual([`${place} yaml-syntax`]);
  expect(complaints(text)).toContain('this line is indented neither like');
});

test.each([
  ['train:\n\tepochs: 2\n\tbatchSize: 3\nmodels:\n\ta: 1\n', 'here and on 2 more lines'],
  ['a:\n  b:\n\t- 1\n\t- 2\nd: 3\n', 'here and on one more line'],
  ['a:\n\tb: 1\n', 'a tab is used to indent'],
])('tabs are told once: %j', (text, message) => {
  expect(places(text)).toEqual([expect.stringMatching(/^\d:1 tab-indent$/)]);
  expect(complaints(text)).toContain(message);
});

test.each([
  ['a: *\n', 'quotes around a text that begins with `*`'],
  ['a: *.csv\n', 'a text that begins with `*` needs quotes'],
  ['a: { b: { c: 1 }\nd: 2\n', 'a `{` or `[` above is not closed'],
  ['a: @x\n', 'a text cannot begin with `@`'],
  ['a: b: c\n', 'a value has `: ` in it'],
  ['a: 1\nfoo\nb: 2\n', '`key: value`, with a blank after the colon'],
  ['a:1\nb: 2\n', '`key: value`, with a blank after the colon'],
])('what YAML cannot read is told in plain words: %j', (text, words) => {
  expect(complaints(text)).toContain(words);
});

test.each([
  ['optimizer: sgd', 'optimizer: { sgd: { learningRate: "0.1" } }', 'remove the quotes'],
  ['optimizer: sgd', 'optimizer: { sgd: { learningRate: "0,1" } }', 'write 0.1'],
  ['epochs: 2', 'epochs: 1_000', 'write 1000'],
  ['epochs: 2', 'epochs: "2"', 'remove the quotes'],
  ['optimizer: sgd', 'optimizer: { sgd: { lr: 0.1 } }', 'did you mean `learningRate`?'],
  ['optimizer: sgd', 'optimizer: { sgd: { learning_rate: 0.1 } }', 'did you mean `learningRate`?'],
  ['epochs: 2', 'epochs: 2, bs: 3', 'did you mean `batchSize`?'],
  ['epochs: 2', 'epochs: 2, batch_size: 3', 'did you mean `batchSize`?'],
  ['use: fashion-mnist', 'use: { npz: { samples: a } }', 'did you mean `numpy`?'],
  ['use: fashion-mnist', 'use: imagenet', 'bring your own as files'],
  ['use: fashion-mnist', 'use: { torch: {} }', 'bring your own as files'],
  ['units: 64', 'neurons: 64', 'did you mean `units`?'],
  ['- flatten', '- maxpool', 'did you mean `maxPooling2d`?'],
  ['units: 10', 'units: 9', '`a`'],
])('%s as %s: %s', (from, to, hint) => {
  expect(complaints(small(from, to))).toContain(hint);
});

test.each([
  ['train/A@9', 'did you mean `train/A@1`?'],
  ['trian/*', 'did you mean `train/*`?'],
  ['cluser', 'did you mean `cluster`?'],
  ['nothing/alike/at/all', '`pipeline graph` the steps'],
])('no step matches %s: %s', (wanted, hint) => {
  const known = ['dataset', 'train/A@1', 'train/A@2', 'cluster/A@2/h/pca/kmeans', 'report'];
  expect(unknownStep(wanted, known)).toContain(hint);
});

test('a caret stands under what is meant, after wide and combined characters', () => {
  for (const [before, columns] of [
    ['全角（）', 8],
    ['e\u0301', 1],
    ['😀', 2],
  ] as const) {
    const lines = complaints(`${SMALL}seed: { "${before}": 1 }`).split('\n');
    const caret = lines.find((line) => line.includes('^')) ?? '';
    expect([before, /\^+/.exec(caret)?.[0].length]).toEqual([before, columns + '{ "": 1 }'.length]);
  }
});

test.each([
  ['epochs: 2', 'epochs: 010', '010 begins with 0: it is 10 here, and 8 where YAML 1.1 is read'],
  ['epochs: 2', 'epochs: 09', '09 begins with 0'],
  ['architecture: tiny', 'architecture: 2024', 'in quotes it is a text: "2024"'],
  ['architecture: tiny', 'architecture: true', 'in quotes it is a text: "true"'],
])('what YAML reads as something else is told: %s as %s', (from, to, words) => {
  const told = complaints(small(from, to));
  expect(told).toContain(words);
});
