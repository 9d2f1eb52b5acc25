import { basename, extname } from 'node:path';
import type { Layer } from '../networks/layer.js';
import { classCounts, partOf } from './class-counts.js';
import type {
  Across,
  ClustererConfig,
  Config,
  DatasetConfig,
  EngineChoice,
  MeasureName,
  Named,
  ReducerConfig,
} from './config.js';
import type { DatasetFacts } from './dataset-facts.js';
import { decideDataset, type FolderOf } from './decide-dataset.js';
import { decideLayers } from './decide-layers.js';
import { decideOptimizer } from './decide-optimizer.js';
import { named } from './named.js';
import type { CaptureSpec, ClustererSpec, CompareSpec, ProbeSpec, ReducerSpec, Spec, TrainSpec } from './spec.js';

/** What a decision may depend on besides what is written. */
export interface Surroundings {
  readonly file: string;
  /** The folder that a path written at a place of the experiment is relative to. */
  readonly folderOf: FolderOf;
  readonly facts: DatasetFacts;
  /** Names of the models as written: a JavaScript object would move names such as `10` to the front. */
  readonly modelNames: readonly string[];
}

/** Spec in, config out: every default of the language is in this module and the others named decide-*.ts. */
export function decide(spec: Spec, surroundings: Surroundings): Config {
  const written = decideDataset(spec.dataset, surroundings.folderOf);
  const dataset = { ...written, train: partOf(written, surroundings.facts) };
  const train = decideTrain(spec.train);
  const models = decideModels(spec, surroundings.modelNames, train.epochs);
  return {
    version: 1,
    name: spec.name ?? defaultName(surroundings.file),
    seed: spec.seed ?? 0,
    dataset,
    probe: decideProbe(spec.probe, { dataset, facts: surroundings.facts }),
    models,
    train,
    capture: {
      layers: spec.capture?.layers ?? commonLayers(models.map((model) => model.layers)),
      epochs: decideCaptureEpochs(spec.capture, train.epochs),
    },
    reduce: decideReduce(spec.reduce),
    cluster: decideCluster(spec.cluster, surroundings.facts.classNames.length),
    label: spec.label ?? 'majority',
    compare: decideCompare(spec.compare),
  };
}

export function defaultName(file: string): string {
  return basename(file, extname(file));
}

const PROBE_SIZE = 1000;

/** Equally many of each class; where the dataset is known, no more of each than its smallest class has. */
export function decideProbe(
  { split = 'test', size }: ProbeSpec = {},
  known: { readonly dataset: DatasetConfig; readonly facts: DatasetFacts } | undefined,
): Config['probe'] {
  if (size !== undefined || known === undefined) return { split, size: size ?? PROBE_SIZE };
  const counts = classCounts(split, known.dataset, known.facts);
  const ofEach = Math.max(1, Math.min(Math.floor(PROBE_SIZE / counts.length), ...counts));
  return { split, size: counts.length * ofEach };
}

export function decideTrain(spec: TrainSpec): Config['train'] {
  const {
    epochs,
    batchSize = 64,
    labelSmoothing = 0,
    labelNoise = 0,
    augment: { shift = 0, flip = false } = {},
  } = spec;
  return { epochs, batchSize, labelSmoothing, labelNoise, augment: { shift, flip } };
}

/** A model's own choice, or else the experiment's. */
export function decideEngine(own?: EngineChoice, common?: EngineChoice): EngineChoice {
  return own ?? common ?? 'auto';
}

/** Ascending: the order in which epochs are listed means nothing. */
export function decideCaptureEpochs(spec: CaptureSpec = {}, lastEpoch: number): readonly number[] {
  return [...(spec.epochs ?? [lastEpoch])].sort((a, b) => a - b);
}

const HIDDEN: readonly Layer['type'][] = ['conv2d', 'depthwiseConv2d', 'dense'];

/** Names of the hidden convolution and dense layers that all networks have, in the order of the first. */
export function commonLayers(networks: readonly (readonly Layer[])[]): readonly string[] {
  const hidden = networks.map((layers) => layers.slice(0, -1).filter(({ type }) => HIDDEN.includes(type)));
  const [first = [], ...others] = hidden.map((layers) => layers.map(({ name }) => name));
  return first.filter((name) => others.every((names) => names.includes(name)));
}

export function decideReduce(spec: Spec['reduce'] = 'pca'): readonly Named<ReducerConfig>[] {
  return named(asList<ReducerSpec>(spec).map(decideReducer));
}

export function decideCluster(spec: Spec['cluster'] = 'kmeans', classes: number): readonly Named<ClustererConfig>[] {
  return named(asList<ClustererSpec>(spec).map((choice) => decideClusterer(choice, classes)));
}

export function decideCompare(spec: CompareSpec = {}): Config['compare'] {
  return {
    measures: asList<MeasureName>(spec.measures ?? ['rand', 'adjustedRand']),
    across: asList<Across>(spec.across ?? ['models', 'layers']),
  };
}

function decideModels(spec: Spec, names: readonly string[], epochs: number): Config['models'] {
  return names.map((name) => {
    const { architecture, init = 0, optimizer, engine } = spec.models[name];
    const layers = decideLayers(spec.architectures[architecture]);
    return {
      name,
      architecture,
      layers,
      init,
      optimizer: decideOptimizer(optimizer, epochs),
      engine: decideEngine(engine, spec.engine),
    };
  });
}

function decideReducer(spec: ReducerSpec): ReducerConfig {
  const { components = 50, whiten = false } = spec === 'pca' ? {} : spec.pca;
  return { use: 'pca', components, whiten };
}

function decideClusterer(spec: ClustererSpec, classes: number): ClustererConfig {
  const { k = classes, restarts = 10, maxIterations = 300, tolerance = 1e-4 } = spec === 'kmeans' ? {} : spec.kmeans;
  return { use: 'kmeans', k, restarts, maxIterations, tolerance };
}

function asList<Item extends string | object>(oneOrMany: Item | readonly Item[]): readonly Item[] {
  return Array.isArray(oneOrMany) ? (oneOrMany as readonly Item[]) : [oneOrMany as Item];
}
