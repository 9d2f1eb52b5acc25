import { expect, test } from 'vitest';
import { ENGINES } from '../../src/engines/catalogue.js';
import type { DatasetFacts } from '../../src/language/dataset-facts.js';
import { readExperiment } from '../../src/language/read.js';

const facts: DatasetFacts = {
  inputShape: [8, 6, 1],
  classNames: ['ash', 'elm', 'oak'],
  train: [100, 90, 200],
  test: [40, 5, 60],
};

function read(changes: string, known: DatasetFacts = facts) {
  const text = `version: 1
dataset: { use: { idx: { folder: data } } }
architectures:
  tiny: [flatten, dense: { name: hidden, units: 64 }, dense: { units: ${known.classNames.length} }]
models:
  A: { architecture: tiny, optimizer: sgd }
train: { epochs: 2 }
reduce: { pca: { components: 3 } }
cluster: { kmeans: { k: 2 } }
`;
  const [key] = changes.split(':');
  const lines = text.split('\n').filter((line) => !line.startsWith(`${key}:`));
  return readExperiment({
    file: 'exp.yaml',
    text: `${changes}\n${lines.join('\n')}`,
    facts: () => known,
    engines: ENGINES,
  });
}

function decided(changes: string, known?: DatasetFacts) {
  const result = read(changes, known);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.config;
}

/** `column code: message, expected` of the only complaint. */
function complaint(changes: string, known?: DatasetFacts) {
  const result = read(changes, known);
  if (result.ok || result.diagnostics.length !== 1)
    throw new Error(`one complaint expected: ${JSON.stringify(result)}`);
  const [{ line, column, code, message, expected }] = result.diagnostics;
  return `${line}:${column} ${code}: ${message}, expected ${expected}`;
}

test.each<[string, DatasetFacts, string, number]>([
  ['the smallest class', facts, 'probe: { split: test }', 15],
  ['the smallest class of the other split', facts, 'probe: { split: train }', 270],
  ['a thousand', { ...facts, test: [1000, 1000, 1000] }, 'probe: {}', 999],
])('the default probe is bounded by %s', (_, known, probe, size) => {
  expect(decided(probe, known).probe.size).toBe(size);
});

test('a part of the training samples bounds the probe from it', () => {
  const part = 'dataset: { use: { idx: { folder: data } }, train: 64 }';
  expect(decided(`${part}\nprobe: { split: train }`).probe.size).toBe(63);
});

test('2 to 256 classes are possible', () => {
  for (const classes of [2, 256]) {
    const counts = Array<number>(classes).fill(500);
    const known = { ...facts, classNames: counts.map((_, label) => `c${label}`), train: counts, test: counts };
    const config = decided('cluster: kmeans', known);
    expect(config.cluster[0].k).toBe(classes);
    expect(config.probe.size).toBe(classes * Math.floor(1000 / classes));
  }
});

test.each([
  [
    'probe: { size: 30 }',
    '1:16 too-few-samples: 30 samples, equally many of each class, are more than there are: class `elm` has 5, expected a multiple of 3, at most 15',
  ],
  [
    'probe: { size: 16 }',
    '1:16 bad-probe: 16 probe samples cannot be as many of each of 3 classes: `ash`, `elm`, `oak`, expected a multiple of 3, at most 15',
  ],
  [
    'probe: { size: 300 }',
    '1:16 bad-probe: the probe has 300 samples, of which there are 105, expected a multiple of 3, at most 15',
  ],
  [
    'dataset: { use: { idx: { folder: data } }, train: 272 }',
    '1:51 too-few-samples: 272 samples, equally many of each class, are more than there are: class `elm` has 90, expected at most 271',
  ],
  [
    'dataset: { use: { idx: { folder: data } }, train: 400 }',
    '1:51 bad-train-size: 400 training samples are more than the 390 of the dataset, expected at most 271',
  ],
  [
    'train: { epochs: 2, augment: { shift: 6 } }',
    '1:39 bad-augment: images of 8x6 cannot be shifted by 6 pixels, expected at most 5',
  ],
])('%s is refused', (changes, expected) => {
  expect(complaint(changes)).toBe(expected);
});

test('all samples are no part of them; the largest part is possible, and the largest shift', () => {
  const all = 'dataset: { use: { idx: { folder: data } }, train: 390 }';
  expect(decided(`${all}\nprobe: { split: train }`).probe.size).toBe(270);
  expect(decided('dataset: { use: { idx: { folder: data } }, train: 271 }').dataset.train).toBe(271);
  expect(decided('train: { epochs: 2, augment: { shift: 5, flip: true } }').train.augment).toEqual({
    shift: 5,
    flip: true,
  });
});

test('a class without samples in the split of the probe is named', () => {
  const known = { ...facts, test: [40, 0, 60] };
  expect(complaint('probe: { split: test }', known)).toContain(
    'too-few-samples: 3 samples, equally many of each class',
  );
});

test('tables have no images to shift or mirror', () => {
  const table: DatasetFacts = { ...facts, inputShape: [1, 1, 4] };
  expect(complaint('train: { epochs: 2, augment: { shift: 1 } }', table)).toContain('1:39 bad-augment');
  expect(complaint('train: { epochs: 2, augment: { flip: true } }', table)).toContain('1:38 bad-augment');
});

test('what is wrong with the files of a dataset is shown where it is named', () => {
  const text = 'version: 1\ndataset: { use: { csv: { file: a.csv, label: b } } }\n';
  const path = ['dataset', 'use', 'csv', 'label'];
  const problem = { code: 'unknown-column', message: 'there is no `b`', hint: 'write c', path } as const;
  const result = readExperiment({ file: 'exp.yaml', text, facts: () => problem, engines: ENGINES });
  if (result.ok) throw new Error('a problem is no problem');
  expect(result.diagnostics.find(({ code }) => code === 'unknown-column')).toMatchObject({
    line: 2,
    column: 46,
    hint: 'write c',
  });
});
