import type { Across, Config, MeasureName } from '../language/config.js';
import type { Warning } from '../language/warnings/warning.js';
import type { Shown } from './material.js';

/** Which partition of the probe is compared: raw clusters, or clusters merged by their majority label. */
export type PartitionKind = 'labels' | 'clusters';

/** The choices that a matrix or a tree was made with; `reducer` and `clusterer` are choice names of the config. */
export interface Settings {
  readonly partition: PartitionKind;
  readonly reducer: string;
  readonly clusterer: string;
  readonly measure: MeasureName;
}

/** Agreement of all pairs of members: models at one layer (across models), or layers of one model (across layers). */
export interface Matrix extends Settings {
  readonly across: Across;
  /** The layer shared by all members when across models; the model when across layers. */
  readonly of: string;
  readonly epoch: number;
  readonly members: readonly string[];
  readonly values: readonly ArrayLike<number>[];
  /** Mean over the pairs of the value expected of independent partitions with the same cluster sizes. */
  readonly chance: number;
}

/** One model after one epoch: `loss` and `accuracy` on the test split, `train*` during the epoch's own pass. */
export interface ModelScore {
  readonly model: string;
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly trainLoss: number;
  readonly trainAccuracy: number;
}

export interface ClusterSummary {
  readonly model: string;
  readonly epoch: number;
  readonly layer: string;
  readonly reducer: string;
  readonly clusterer: string;
  readonly cluster: number;
  readonly size: number;
  readonly label: string;
  readonly purity: number;
}

/** Two nodes joined at `height`; leaves are 0..n-1 in member order, the i-th merge makes node n + i. */
export interface Merge {
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

/** Models joined by average linkage on sqrt(1 - similarity), and the flat groups of the cut that the silhouette prefers. */
export interface Kindred extends Settings {
  /** Layer and epoch of the matrix it was made from, or undefined for the mean over all layers and epochs. */
  readonly at: { readonly layer: string; readonly epoch: number } | undefined;
  readonly members: readonly string[];
  readonly merges: readonly Merge[];
  readonly groups: readonly (readonly string[])[];
  /** Mean silhouette of the groups, -1..1; 0 when all models are one group. */
  readonly silhouette: number;
}

/** What the page shows besides figures. */
export interface Results extends Shown {
  readonly config: Config;
  readonly warnings: readonly Warning[];
  /** Name and version of each model's engine, by its position in the config. */
  readonly engines: readonly string[];
  readonly classNames: readonly string[];
}
