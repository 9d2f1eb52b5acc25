import type { Config, MeasureName } from '../../src/language/config.js';
import type { Kindred, Matrix, Merge, ModelScore, PartitionKind, Results } from '../../src/report/results.js';
import { traitsOf } from '../../src/report/traits.js';

export interface FixtureSize {
  readonly models?: readonly string[];
  readonly layers?: readonly string[];
  readonly epochs?: readonly number[];
  readonly reducers?: readonly string[];
}

const chance: Record<PartitionKind, number> = { labels: 0.815, clusters: 0.8214 };

/** Results that look like the seed report's, without computing anything: the same arguments give the same numbers. */
export function fixture({
  models = ['NN0', 'NN1', 'NN2', 'NN3', 'NN4', 'NN5'],
  layers = ['conv1', 'conv2', 'fc1', 'fc2'],
  epochs = [1, 10, 50],
  reducers = ['pca'],
}: FixtureSize = {}): Results {
  const config = configOf(models, layers, epochs, reducers);
  const settings = reducers.flatMap((reducer) =>
    (['clusters', 'labels'] as const).flatMap((partition) =>
      config.compare.measures.map((measure) => ({ partition, reducer, clusterer: 'kmeans', measure })),
    ),
  );
  const matrices = settings.flatMap((it) =>
    epochs.flatMap((epoch, when): Matrix[] => {
      const matrix = (across: 'models' | 'layers', of: string, members: readonly string[], salt: number): Matrix => {
        const level = chance[it.partition] + 0.03 * noise(salt, when);
        const values = members.map((_, i) => members.map((_, j) => agreement(across, i, j, when, salt, level)));
        if (it.measure === 'rand') return { ...it, across, of, epoch, members, values, chance: level };
        const adjusted = values.map((row) => row.map((value) => (value - level) / (1 - level)));
        return { ...it, across, of, epoch, members, values: adjusted, chance: 0 };
      };
      return [
        ...layers.map((layer, index) => matrix('models', layer, models, index)),
        ...models.map((model, index) => matrix('layers', model, layers, index)),
      ];
    }),
  );
  return {
    config,
    models: config.models,
    traits: traitsOf(config.models),
    chances: matrices,
    warnings: [],
    engines: models.map(() => 'simd 1'),
    classNames: ['T-shirt/top', 'Trouser', 'Pullover'],
    matrices,
    assigned: { ids: [], classes: [], partitions: [] },
    scores: models.flatMap((model, index) => epochs.map((epoch, when) => scoreOf(model, index, epoch, when))),
    clusters: models.map((model) => ({
      model,
      epoch: epochs[0],
      layer: layers[0],
      reducer: reducers[0],
      clusterer: 'kmeans',
      cluster: 0,
      size: 100,
      label: 'T-shirt/top',
      purity: 0.75,
    })),
    kindred: settings.map((it) => ({ ...it, ...treeOf(models, it.measure) })),
  };
}

/** Models 2 and 3 are of another structure: they join late. */
function treeOf(
  models: readonly string[],
  measure: MeasureName,
): Omit<Kindred, keyof Matrix> & { members: readonly string[] } {
  const scale = measure === 'rand' ? 1 : 2;
  const others = [2, 3].filter((index) => index < models.length);
  const same = models.map((_, index) => index).filter((index) => !others.includes(index));
  const merges: Merge[] = [];
  const chain = (leaves: readonly number[], from: number) =>
    leaves.slice(1).reduce((node, leaf, step) => {
      merges.push({ left: node, right: leaf, height: scale * (from + 0.015 * step) });
      return models.length + merges.length - 1;
    }, leaves[0]);
  const roots = [same, others]
    .filter((leaves) => leaves.length > 0)
    .map((leaves, index) => chain(leaves, 0.2 + 0.02 * index));
  if (roots.length === 2)
    merges.push({ left: roots[0], right: roots[1], height: scale * (0.25 + 0.015 * same.length) });
  const groups = [same, others]
    .filter((leaves) => leaves.length > 0)
    .map((leaves) => leaves.map((leaf) => models[leaf]));
  return { at: undefined, members: models, merges, groups, silhouette: groups.length > 1 ? 0.3125 : 0 };
}

function agreement(across: string, i: number, j: number, when: number, salt: number, level: number): number {
  if (i === j) return 1;
  const [low, high] = [Math.min(i, j), Math.max(i, j)];
  const other = (index: number) => index === 2 || index === 3;
  const alike = across === 'models' ? other(low) === other(high) : low < 2 === high < 2;
  const rise = (alike ? 0.05 : 0.02) * Math.sqrt(when + 1);
  return Math.min(0.995, level + rise + 0.03 * noise(salt * 31 + low * 7 + high, when));
}

function scoreOf(model: string, index: number, epoch: number, when: number): ModelScore {
  const accuracy = 0.91 - 0.12 / (when + 1) ** 2 + 0.02 * noise(index, when);
  const loss = 0.28 + 0.4 / (when + 1) + 0.05 * noise(index, when + 9);
  return {
    model,
    epoch,
    loss,
    accuracy,
    trainLoss: loss * 0.88 ** when,
    trainAccuracy: Math.min(1, accuracy + 0.02 * when),
  };
}

/** In 0..1, from small integers. */
function noise(a: number, b: number): number {
  return (((a + 1) * 7919 + (b + 1) * 104729) % 1009) / 1009;
}

function configOf(
  models: readonly string[],
  layers: readonly string[],
  epochs: readonly number[],
  reducers: readonly string[],
): Config {
  return {
    version: 1,
    name: 'fashion-mnist-seed',
    seed: 2019,
    dataset: { use: { type: 'fashion-mnist', folder: undefined }, train: undefined, standardize: false },
    probe: { split: 'test', size: 1000 },
    models: models.map((name, init) => ({
      name,
      architecture: init === 2 || init === 3 ? 'wide' : 'lenet',
      layers: [{ type: 'flatten', name: 'flatten' }],
      init,
      optimizer: { type: 'momentum', learningRate: 0.01, weightDecay: 0, momentum: 0.9 },
      engine: 'auto',
    })),
    train: {
      epochs: Math.max(...epochs),
      batchSize: 64,
      labelSmoothing: 0,
      labelNoise: 0,
      augment: { shift: 0, flip: false },
    },
    capture: { layers, epochs },
    reduce: reducers.map((name) => ({ name, use: 'pca', components: 50, whiten: false })),
    cluster: [{ name: 'kmeans', use: 'kmeans', k: 10, restarts: 10, maxIterations: 300, tolerance: 1e-4 }],
    label: 'majority',
    compare: { measures: ['rand', 'adjustedRand'], across: ['models', 'layers'] },
  };
}
