/** An experiment as plain data, with every field that the language has and none at its default. */
export interface Draft {
  [field: string]: unknown;
}

export const BASE: Draft = {
  version: 1,
  name: 'oracle',
  seed: 7,
  engine: 'simd',
  dataset: { use: { 'fashion-mnist': { folder: 'data/fashion' } }, train: 5000, standardize: true },
  probe: { split: 'train', size: 100 },
  architectures: {
    conv: [
      {
        conv2d: {
          name: 'first',
          filters: 4,
          kernelSize: 5,
          strides: 2,
          padding: 'same',
          activation: 'relu',
          kernelInitializer: 'heNormal',
        },
      },
      { maxPooling2d: { name: 'max', poolSize: 2, strides: 1, padding: 'same' } },
      { flatten: { name: 'flat' } },
      { dense: { name: 'hidden', units: 60, activation: 'relu', kernelInitializer: 'heUniform' } },
      { dense: { name: 'logits', units: 10 } },
    ],
    separable: [
      {
        depthwiseConv2d: {
          name: 'first',
          kernelSize: 3,
          depthMultiplier: 2,
          strides: 2,
          padding: 'same',
          activation: 'elu',
          kernelInitializer: 'glorotNormal',
        },
      },
      { batchNormalization: { name: 'norm', momentum: 0.9, epsilon: 0.01 } },
      { averagePooling2d: { name: 'mean', poolSize: 2, strides: 1, padding: 'same' } },
      { globalAveragePooling2d: { name: 'global' } },
      { dense: { name: 'hidden', units: 60 } },
      { dense: { name: 'logits', units: 10 } },
    ],
    plain: [
      'flatten',
      { dense: { name: 'first', units: 60 } },
      { activation: { name: 'act', activation: 'tanh' } },
      { dropout: { name: 'drop', rate: 0.2 } },
      { dense: { name: 'hidden', units: 60 } },
      { add: { name: 'sum', with: 'first' } },
      { dense: { name: 'logits', units: 10 } },
    ],
  },
  models: {
    Sgd: {
      architecture: 'conv',
      init: 1,
      optimizer: { sgd: { learningRate: 0.05, weightDecay: 0.001 } },
      engine: 'tfjs-node',
    },
    Momentum: {
      architecture: 'separable',
      init: 2,
      optimizer: { momentum: { learningRate: 0.02, momentum: 0.8, weightDecay: 0.001 } },
    },
    Rmsprop: {
      architecture: 'plain',
      init: 3,
      optimizer: { rmsprop: { learningRate: 0.01, decay: 0.8, momentum: 0.1, epsilon: 1e-6, weightDecay: 0.001 } },
    },
    Adam: {
      architecture: 'plain',
      init: 4,
      optimizer: { adam: { learningRate: 0.01, beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.001 } },
    },
    Step: {
      architecture: 'conv',
      init: 5,
      optimizer: { sgd: { learningRate: { step: { initial: 0.05, factor: 0.5, every: 1 } } } },
    },
    Cosine: {
      architecture: 'conv',
      init: 6,
      optimizer: { sgd: { learningRate: { cosine: { initial: 0.05, final: 0.01, epochs: 4 } } } },
    },
  },
  train: {
    epochs: 3,
    batchSize: 50,
    labelSmoothing: 0.1,
    labelNoise: 0.1,
    augment: { shift: 1, flip: true },
  },
  capture: { layers: ['first', 'hidden'], epochs: [1, 3] },
  reduce: { pca: { components: 8, whiten: true } },
  cluster: { kmeans: { k: 9, restarts: 2, maxIterations: 50, tolerance: 0.01 } },
  label: 'majority',
  compare: { measures: ['rand'], across: ['models', 'layers'] },
  run: {
    jobs: 3,
    failFast: true,
    retries: 5,
    timeout: '1h',
    memory: '4GB',
    stages: {
      train: { retries: 3, timeout: '2h', memory: '2GB' },
      cluster: { memory: '1GB' },
      page: { timeout: '10m' },
    },
  },
};

export type Path = readonly (string | number)[];

/** A copy with another value at a path; undefined takes the field out. Mappings on the way are made where there are none. */
export function withValue(draft: Draft, [part, ...rest]: Path, value: unknown): Draft {
  const copy = (Array.isArray(draft) ? [...draft] : { ...draft }) as Draft;
  const inner = copy[part];
  if (rest.length > 0)
    copy[part] = withValue((typeof inner === 'object' && inner !== null ? inner : {}) as Draft, rest, value);
  else if (value === undefined) delete copy[part];
  else copy[part] = value;
  return copy;
}

export function valueAt(draft: Draft, path: Path): unknown {
  return path.reduce<unknown>((value, part) => (value as Draft | undefined)?.[part], draft);
}
