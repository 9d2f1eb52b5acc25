import type { Across } from '../language/config.js';
import type { ClusterSummary, Kindred, Matrix, ModelScore, Settings } from './results.js';
import type { Traits } from './traits.js';

/** Something that a step makes and results show: what it is, and the step. */
export interface Piece<About> {
  readonly about: About;
  readonly step: string;
}

export type ScorePlace = Pick<ModelScore, 'model' | 'epoch'>;
export type ClusteringPlace = Pick<ClusterSummary, 'model' | 'epoch' | 'layer' | 'reducer' | 'clusterer'>;
export type MatrixPlace = Settings & Pick<Matrix, 'across' | 'of' | 'epoch'>;
/** One tree for each of these matrices, and one of their mean. */
export type TreesPlace = Settings & { readonly at: readonly { readonly layer: string; readonly epoch: number }[] };

/** Names of a matrix's members as the experiment lists them, and where each is among those that were compared. */
export interface Members {
  readonly names: readonly string[];
  readonly order: readonly number[];
}

export interface NamedModel {
  readonly name: string;
  readonly architecture: string;
}

/** The cluster of each probe sample, by many clusterings. */
export interface Assigned {
  /** Of the samples, as the probe has them. */
  readonly ids: ArrayLike<number>;
  readonly classes: readonly string[];
  readonly partitions: readonly (ClusteringPlace & { readonly clusters: ArrayLike<number> })[];
}

/** What the results of an experiment are made of, known before anything is computed. */
export interface Material {
  readonly models: readonly NamedModel[];
  readonly traits: Traits;
  readonly members: Readonly<Record<Across, Members>>;
  /** In the order in which they are shown. */
  readonly settings: readonly Settings[];
  readonly scores: readonly Piece<ScorePlace>[];
  readonly clusterings: readonly Piece<ClusteringPlace>[];
  /** Of the same clusterings, which sample is where. */
  readonly partitions: readonly Piece<ClusteringPlace>[];
  readonly matrices: readonly Piece<MatrixPlace>[];
  readonly trees: readonly Piece<TreesPlace>[];
}

/** The part of it that a table, a figure or the page shows. */
export interface Needs {
  readonly models?: Material['models'];
  readonly traits?: Traits;
  readonly scores?: Material['scores'];
  readonly clusterings?: Material['clusterings'];
  readonly partitions?: Material['partitions'];
  /** With their chance levels. */
  readonly matrices?: Material['matrices'];
  /** Their chance levels only. */
  readonly chances?: Material['matrices'];
  readonly trees?: Material['trees'];
  /** Trees of the means only. */
  readonly means?: Material['trees'];
}

/** A matrix without its values. */
export type Chance = Omit<Matrix, 'values'>;

/** The same once it is made; what was not asked for is empty. */
export interface Shown {
  readonly models: readonly NamedModel[];
  readonly traits: Traits;
  readonly scores: readonly ModelScore[];
  readonly clusters: readonly ClusterSummary[];
  readonly assigned: Assigned;
  readonly matrices: readonly Matrix[];
  readonly chances: readonly Chance[];
  readonly kindred: readonly Kindred[];
}
