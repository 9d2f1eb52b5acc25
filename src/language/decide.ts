import { basename, extname } from 'node:path';
import type { Layer } from '../networks/layer.js';
import { partOf } from './class-counts.js';
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
import { componentBound, fitting, placedNetworks, STANDARD, smallestClass, trainable } from './fit.js';
import { named } from './named.js';
import type { CaptureSpec, ClustererSpec, CompareSpec, ProbeSpec, ReducerSpec, Spec, TrainSpec } from './spec.js';
import { LONGEST_NAME } from './words.js';

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
  const train = decideTrain(spec.train, trainable(dataset, surroundings.facts).count);
  const models = decideModels(spec, surroundings.modelNames, train.epochs);
  const probe = decideProbe(spec.probe, { dataset, facts: surroundings.facts });
  const captured = spec.capture?.layers ?? commonLayers(models.map(({ layers }) => layers));
  const components = componentBound(placedNetworks(models, surroundings.facts), captured, probe.size)?.count;
  return {
    version: 1,
    name: spec.name ?? defaultName(surroundings.file),
    seed: spec.seed ?? 0,
    dataset,
    probe,
    models,
    train,
    capture: {
      layers: captured,
      epochs: decideCaptureEpochs(spec.capture, train.epochs),
    },
    reduce: decideReduce(spec.reduce, components),
    cluster: decideCluster(spec.cluster, Math.min(surroundings.facts.classNames.length, probe.size)),
    label: spec.label ?? 'majority',
    compare: decideCompare(spec.compare),
  };
}

/** The file's name without its ending, as far as it can be the name of a folder everywhere: `my exp.yaml` gives `my-exp`. */
export function defaultName(file: string): string {
  const plain = basename(file, extname(file)).normalize('NFKD').replace(/\p{M}/gu, '');
  const name = plain.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+|-+$/g, '');
  return name.slice(0, LONGEST_NAME) || 'experiment';
}

/** Equally many of each class; where the dataset is known, no more of each than its smallest class has. */
export function decideProbe(
  { split = 'test', size }: ProbeSpec = {},
  known: { readonly dataset: DatasetConfig; readonly facts: DatasetFacts } | undefined,
): Config['probe'] {
  if (size !== undefined || known === undefined) return { split, size: size ?? STANDARD.probeSize };
  const classes = known.facts.classNames.length;
  const { count } = smallestClass(split, known.dataset, known.facts);
  return { split, size: classes * fitting(Math.floor(STANDARD.probeSize / classes), count) };
}

/** `samples`: how many there are to train with, where that is known. */
export function decideTrain(spec: TrainSpec, samples: number | undefined): Config['train'] {
  const {
    epochs,
    batchSize = fitting(STANDARD.batchSize, samples),
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

/** `most`: so many components are possible, where that is known. */
export function decideReduce(spec: Spec['reduce'] = 'pca', most: number | undefined): readonly Named<ReducerConfig>[] {
  return named(asList<ReducerSpec>(spec).map((choice) => decideReducer(choice, most)));
}

/** `clusters`: as many as there are classes, if there are so many probe samples. */
export function decideCluster(spec: Spec['cluster'] = 'kmeans', clusters: number): readonly Named<ClustererConfig>[] {
  return named(asList<ClustererSpec>(spec).map((choice) => decideClusterer(choice, clusters)));
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

function decideReducer(spec: ReducerSpec, most: number | undefined): ReducerConfig {
  const { components = fitting(STANDARD.components, most), whiten = false } = spec === 'pca' ? {} : spec.pca;
  return { use: 'pca', components, whiten };
}

function decideClusterer(spec: ClustererSpec, clusters: number): ClustererConfig {
  const { k = clusters, restarts = 10, maxIterations = 300, tolerance = 1e-4 } = spec === 'kmeans' ? {} : spec.kmeans;
  return { use: 'kmeans', k, restarts, maxIterations, tolerance };
}

function asList<Item extends string | object>(oneOrMany: Item | readonly Item[]): readonly Item[] {
  return Array.isArray(oneOrMany) ? (oneOrMany as readonly Item[]) : [oneOrMany as Item];
}
