import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { Editor } from './editor.js';

const schema = JSON.parse(readFileSync(new URL('../../schemas/experiment.schema.json', import.meta.url), 'utf8'));
const isExperiment = new Ajv({ strict: false }).compile(schema);

const SECTIONS = {
  version: 'version: 1',
  dataset: 'dataset: { use: mnist }',
  architectures: 'architectures: { small: [flatten, { dense: { units: 10 } }] }',
  models: 'models: { A: { architecture: small, optimizer: sgd } }',
  train: 'train: { epochs: 2 }',
};

/** A whole experiment, with one section as it is while it is written. */
function writing(section: string): string {
  const [name] = section.split(':');
  return Object.values({ ...SECTIONS, [name]: section }).join('\n');
}

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.start();
});
afterAll(() => editor.stop());

describe('what an editor offers', () => {
  const ADAM = '{ adam: { learningRate: 0.001 } }';
  const CSV = '{ csv: { file: data/iris.csv, label: species } }';
  const KMEANS = '{ kmeans: { k: 10, restarts: 10 } }';
  const CONV = '{ conv2d: { filters: 16, kernelSize: 3, activation: relu } }';

  test.each([
    ['dataset: |', ['use: fashion-mnist']],
    ['dataset:\n  use: mnist\n  |', ['train', 'standardize']],
    ['dataset:\n  use: |', ['fashion-mnist', 'mnist', CSV]],
    ['dataset:\n  use: |\n  train: 100', ['fashion-mnist', 'mnist', CSV]],
    ['dataset:\n  use: fa|', ['fashion-mnist']],
    ['dataset:\n  use:\n    |', [CSV]],
    ['dataset: {use: |}', ['fashion-mnist', 'mnist', CSV]],
    ['dataset: { use: m| }', ['fashion-mnist', 'mnist', CSV]],
    ['dataset: { use: |, train: 100 }', ['fashion-mnist', 'mnist', CSV]],
    ['dataset: { use: { csv: { file: a.csv, label: b, missing: |} } }', ['refuse', 'drop', 'mean']],
    ['architectures:\n  |', ['Name']],
    ['architectures:\n  small: |', ['["flatten"]']],
    ['architectures:\n  small:\n    - |', ['flatten', CONV, '{ dense: { units: 10 } }', 'batchNormalization']],
    ['architectures: { small: [|] }', ['flatten', CONV, '{ dense: { units: 10 } }']],
    [
      'architectures:\n  small:\n    - conv2d:\n        filters: 1\n        kernelSize: 3\n        |',
      ['strides', 'padding'],
    ],
    ['architectures: { small: [{ conv2d: { filters: 1, kernelSize: |} }] }', ['3', '[2, 1]']],
    ['models:\n  A:\n    architecture: small\n    |', ['optimizer', 'init', 'engine', 'matrix']],
    ['models:\n  A:\n    architecture: small\n    optimizer: |', ['adam', 'sgd', 'momentum', 'rmsprop', ADAM]],
    ['models:\n  A:\n    architecture: small\n    optimizer:\n      |', [ADAM]],
    ['models:\n  A: { architecture: small, optimizer: |}', ['adam', 'sgd', ADAM]],
    [
      'models: { A: { architecture: small, optimizer: { sgd: { learningRate: |} } } }',
      ['0.01', '{ cosine: { initial: 0.01 } }'],
    ],
    ['train: |', ['epochs: 100, batchSize: 64']],
    ['train:\n  epochs: 2\n  |', ['batchSize', 'augment']],
    ['capture:\n  |', ['layers', 'epochs']],
    ['capture:\n  epochs: |', ['[1,10,100]']],
    ['capture:\n  epochs: [|]', ['1']],
    ['capture:\n  epochs:\n    - |', ['1']],
    ['reduce: |', ['pca', '{ pca: { components: 50 } }', '[pca, { pca: { components: 20 } }]']],
    ['cluster: |', ['kmeans', KMEANS]],
    ['cluster:\n  |', [KMEANS]],
    ['cluster:\n  - |', ['kmeans', KMEANS]],
    ['cluster:\n  kmeans:\n    |', ['k', 'restarts']],
    ['compare: { measures: |}', ['rand', 'adjustedRand', '[rand, adjustedRand]']],
    ['compare:\n  across:\n    - |', ['models', 'layers']],
    ['run:\n  timeout: |', ['none', '2h']],
    ['matrix: |', ['{ seed: [1, 2], train.labelNoise: [0, 0.2] }']],
  ])('at %j validates once it is taken, or leaves a gap to fill', async (section, expected) => {
    const offers = (await editor.offersAt(writing(section))).filter(({ label }) => !isServersOwn(label));
    expect(offers.map(({ label }) => label)).toEqual(expect.arrayContaining(expected));
    expect(offers.filter(({ after, hasGap }) => !hasGap && !validates(after)).map(describeOffer)).toEqual([]);
    expect(offers.filter(({ after }) => after.includes('[object')).map(describeOffer)).toEqual([]);
  });
});

test('an editor shows what a field is, and its default', async () => {
  const shown = await Promise.all(
    [
      'train: { epochs: 2, batch|Size: 32 }',
      'cluster: { kmeans: { k: 3, re|starts: 3 } }',
      'compare: { mea|sures: rand }',
      'dataset: { use: { csv: { file: a.csv, label: b, miss|ing: drop } } }',
      'models: { A: { architecture: small, optimizer: { ad|am: { learningRate: 0.1 } } } }',
      'capture: { epo|chs: [1] }',
    ].map((section) => editor.hoverAt(writing(section))),
  );
  expect(shown.map((text) => text.split('\n\n').slice(0, 2).join(': '))).toMatchInlineSnapshot(`
    [
      "#### Batch size: Number of samples per step of the optimizer. Default: 64, or as many as there are training samples.",
      "#### Restarts: Number of initialisations tried; the one with the least inertia is kept. Default: 10.",
      "#### Measures || Measures: Measures of agreement, one or a list. rand: the Rand index; adjustedRand: the same, corrected for chance. Default: rand and adjustedRand.",
      "#### Missing values: refuse: an error that counts them (empty cells, NA, NaN, null, ? and such). drop: rows with one are left out. mean: the mean of the column over the training samples. Default: refuse.",
      "#### adam: Adam.",
      "#### Epochs: Epochs after which activations are captured. Default: the last epoch.",
    ]
  `);
});

/** Offered by the server in every empty list in braces, whatever the schema. */
function isServersOwn(label: string): boolean {
  return label.startsWith('- (array item)');
}

function validates(text: string): boolean {
  const document = parseDocument(text);
  return document.errors.length === 0 && isExperiment(document.toJS());
}

function describeOffer({ label, after }: { label: string; after: string }): string {
  return `${label}:\n${after}`;
}
