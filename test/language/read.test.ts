import path from 'node:path';
import { expect, test } from 'vitest';
import { decided, quickstart, read, SMALL, small } from './rig.js';

const UNCHANGED = { labelNoise: 0, augment: { shift: 0, flip: false } };

test('quickstart trains six networks for three epochs', () => {
  const config = decided(quickstart);
  expect(config.name).toBe('quickstart');
  expect(config.dataset).toEqual({
    use: { type: 'fashion-mnist', folder: undefined },
    train: 10000,
    standardize: false,
  });
  expect(config.models.map(({ name, architecture }) => `${name} ${architecture}`)).toEqual([
    'NN0 lenet',
    'NN1 lenet',
    'NN2 wide',
    'NN3 wide',
    'NN4 lenet',
    'NN5 lenet',
  ]);
  expect(config.models[3].optimizer).toEqual({
    type: 'momentum',
    learningRate: 0.005,
    momentum: 0.5,
    weightDecay: 0,
  });
  expect(config.train).toEqual({ epochs: 3, batchSize: 64, labelSmoothing: 0, ...UNCHANGED });
  expect(config.capture).toEqual({ layers: ['conv1', 'conv2', 'fc1', 'fc2'], epochs: [1, 2, 3] });
});

test('the least experiment has every default decided', () => {
  expect(decided(SMALL)).toEqual({
    version: 1,
    name: 'exp',
    seed: 0,
    dataset: { use: { type: 'fashion-mnist', folder: undefined }, train: undefined, standardize: false },
    probe: { split: 'test', size: 1000 },
    models: [
      {
        name: 'A',
        architecture: 'tiny',
        layers: [
          { type: 'flatten', name: 'flatten1' },
          { type: 'dense', name: 'hidden', units: 64, activation: 'relu', kernelInitializer: 'glorotUniform' },
          { type: 'dense', name: 'dense2', units: 10, activation: 'linear', kernelInitializer: 'glorotUniform' },
        ],
        init: 0,
        optimizer: { type: 'sgd', learningRate: 0.01, weightDecay: 0 },
        engine: 'auto',
      },
    ],
    train: { epochs: 2, batchSize: 64, labelSmoothing: 0, ...UNCHANGED },
    capture: { layers: ['hidden'], epochs: [2] },
    reduce: [{ name: 'pca', use: 'pca', components: 50, whiten: false }],
    cluster: [{ name: 'kmeans', use: 'kmeans', k: 10, restarts: 10, maxIterations: 300, tolerance: 1e-4 }],
    label: 'majority',
    compare: { measures: ['rand', 'adjustedRand'], across: ['models', 'layers'] },
  });
});

test('writing the defaults out changes nothing', () => {
  const written = `${small('optimizer: sgd', 'init: 0, optimizer: { sgd: { learningRate: 0.01, weightDecay: 0 } }')
    .replace('- flatten', '- flatten: { name: flatten1 }')
    .replace('units: 10', 'name: dense2, units: 10, activation: linear, kernelInitializer: glorotUniform')
    .replace(
      'epochs: 2',
      'epochs: 2, batchSize: 64, labelSmoothing: 0, labelNoise: 0, augment: { shift: 0, flip: false }',
    )}
name: exp
seed: 0
probe: { split: test, size: 1000 }
capture: { layers: [hidden], epochs: [2] }
reduce: [{ pca: { components: 50, whiten: false } }]
cluster: { kmeans: { k: 10, restarts: 10, maxIterations: 300, tolerance: 1e-4 } }
label: majority
compare: { measures: [rand, adjustedRand], across: [models, layers] }
`;
  expect(decided(written)).toEqual(decided(SMALL));
});

test('convolution and pooling have the defaults of TensorFlow.js Layers', () => {
  const text = small('- flatten', '- conv2d: { filters: 2, kernelSize: [5, 3] }\n    - maxPooling2d\n    - flatten');
  expect(decided(text).models[0].layers.slice(0, 2)).toEqual([
    {
      type: 'conv2d',
      name: 'conv2d1',
      filters: 2,
      kernelSize: [5, 3],
      strides: [1, 1],
      padding: 'valid',
      activation: 'linear',
      kernelInitializer: 'glorotUniform',
    },
    { type: 'maxPooling2d', name: 'maxPooling2d1', poolSize: [2, 2], strides: [2, 2], padding: 'valid' },
  ]);
});

test('every layer has the defaults of TensorFlow.js Layers', () => {
  const text = small(
    '- flatten',
    [
      'depthwiseConv2d: { kernelSize: 3, activation: gelu }',
      'avgPooling2d',
      'batchNormalization',
      'dropout: { rate: 0.5 }',
    ]
      .concat(['activation: { activation: leakyRelu }', 'add: { with: batchNormalization1 }', 'globalAveragePooling2d'])
      .map((layer) => `- ${layer}`)
      .join('\n    '),
  );
  expect(decided(text).models[0].layers.slice(0, 7)).toEqual([
    {
      type: 'depthwiseConv2d',
      name: 'depthwiseConv2d1',
      kernelSize: [3, 3],
      strides: [1, 1],
      padding: 'valid',
      activation: 'gelu',
      kernelInitializer: 'glorotUniform',
      depthMultiplier: 1,
    },
    { type: 'averagePooling2d', name: 'averagePooling2d1', poolSize: [2, 2], strides: [2, 2], padding: 'valid' },
    { type: 'batchNormalization', name: 'batchNormalization1', momentum: 0.99, epsilon: 0.001 },
    { type: 'dropout', name: 'dropout1', rate: 0.5 },
    { type: 'activation', name: 'activation1', activation: 'leakyRelu' },
    { type: 'add', name: 'add1', with: 'batchNormalization1' },
    { type: 'globalAveragePooling2d', name: 'globalAveragePooling2d1' },
  ]);
});

test('a learning rate can follow a schedule; a cosine takes all epochs', () => {
  const optimizers = ['{ step: { initial: 0.1, every: 3 } }', '{ cosine: { initial: 0.2 } }'].map(
    (rate) => decided(small('sgd', `{ rmsprop: { learningRate: ${rate} } }`)).models[0].optimizer.learningRate,
  );
  expect(optimizers).toEqual([
    { type: 'step', initial: 0.1, factor: 0.1, every: 3 },
    { type: 'cosine', initial: 0.2, final: 0, epochs: 2 },
  ]);
});

test('a choice in a list is named by what tells it apart', () => {
  const config = decided(
    `${SMALL}reduce: [pca, { pca: { components: 20 } }, { pca: { components: 20, whiten: true } }]\n`,
  );
  expect(config.reduce.map(({ name }) => name)).toEqual([
    'pca(components=50,whiten=false)',
    'pca(components=20,whiten=false)',
    'pca(components=20,whiten=true)',
  ]);
  const ks = decided(`${SMALL}cluster: [kmeans, { kmeans: { k: 20 } }]\n`);
  expect(ks.cluster.map(({ name }) => name)).toEqual(['kmeans(k=10)', 'kmeans(k=20)']);
});

test('models keep the order in which they are written, whatever their names', () => {
  const text = small(
    '  A: {',
    '  B: { architecture: tiny, optimizer: adam }\n  2: { architecture: tiny, optimizer: adam }\n  1: {',
  );
  expect(decided(text).models.map(({ name }) => name)).toEqual(['B', '2', '1']);
});

test('a folder is relative to the experiment file', () => {
  const result = read(
    small('use: fashion-mnist', 'use: { fashion-mnist: { folder: ../data } }'),
    [],
    '/home/me/work/exp.yaml',
  );
  expect(result.ok && result.config.dataset.use).toEqual({
    type: 'fashion-mnist',
    folder: path.resolve('/home/me/data'),
  });
});

test('merge keys fill in what is not written', () => {
  const text = small('optimizer: sgd }', 'optimizer: sgd }').replace('  A: {', '  A: &a {');
  expect(decided(text.replace('train:', '  B: { init: 7, <<: *a }\ntrain:')).models[1]).toMatchObject({
    name: 'B',
    architecture: 'tiny',
    init: 7,
  });
});

test('captured epochs are sorted', () => {
  expect(decided(`${SMALL}capture: { epochs: [2, 1] }\n`).capture.epochs).toEqual([1, 2]);
});

test('minus zero is zero', () => {
  expect(Object.is(decided(`${SMALL}seed: -0.0\n`).seed, 0)).toBe(true);
});

test('positions find the written line, also behind aliases and merges', () => {
  const result = read(quickstart);
  if (!result.ok) throw new Error('quickstart is wrong');
  const { positions } = result;
  const line = (start: string) => quickstart.split('\n').findIndex((text) => text.startsWith(start)) + 1;
  expect(positions.at(['models', 'NN2', 'optimizer', 'momentum', 'learningRate']).line).toBe(line('  NN0:'));
  expect(positions.at(['models', 'NN2', 'optimizer']).line).toBe(line('  NN2:'));
  expect(positions.at(['models', 'NN2', 'optimizer', 'adam']).line).toBe(line('  NN2:'));
  expect(positions.at(['train', 'epochs'])).toEqual({ file: 'exp.yaml', line: line('train:'), column: 18 });
  expect(positions.at(['models'])).toEqual({ file: 'exp.yaml', line: line('models:'), column: 1 });
  expect(positions.at(['architectures', 'lenet', 0, 'conv2d', 'filters']).line).toBe(line('  lenet:') + 1);
  expect(positions.at(['no', 'such'])).toEqual({ file: 'exp.yaml', line: 3, column: 1 });
});
