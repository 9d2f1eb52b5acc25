import type { EngineName } from '../language/config.js';
import type { Network } from '../networks/layer.js';
import type { Optimizer } from '../networks/optimizer.js';
import type { Digest } from '../store/fingerprint.js';

/** A named float32 array in Keras' layout. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
export type Tensors = ReadonlyMap<string, Tensor>;

/** What a checkpoint holds: weights and the optimizer's slots by parameter name (`conv1/kernel`, `conv1/kernel/velocity`, `.../m`, `.../v`, `.../square`), and the steps taken so far. */
export interface TrainingState {
  readonly weights: Tensors;
  readonly slots: Tensors;
  readonly step: number;
}

/** Values of samples (n, height, width, channels): bytes, which an engine scales to 0..1 by dividing by 255, or float32 as they are. */
export interface Samples {
  readonly values: Uint8Array | Float32Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

/** Mean cross-entropy in nats and the share of samples whose largest logit is the true class. */
export interface Score {
  readonly loss: number;
  readonly accuracy: number;
}

/** Identifies what made the bits: part of the fingerprints of train and capture. */
export interface EngineId {
  readonly name: EngineName;
  readonly version: string;
  readonly digest: string;
  /** Where its bits hold; absent for an engine whose bits are the same everywhere. */
  readonly machine?: { readonly processor: string; readonly threads: number };
  /** Whether it rounds a product and a sum once; absent for an engine that has no choice. */
  readonly fused?: boolean;
}

/** Digests of files, with those of large files remembered. */
export type DigestsOf = (files: readonly string[]) => readonly Digest[];

/** One pass over `samples` in the given order of indices; the last batch may be partial. */
export interface TrainEpoch {
  readonly samples: Samples;
  readonly order: Uint32Array;
  readonly optimizer: Optimizer;
  /** Targets are 1 - labelSmoothing + labelSmoothing / classes for the true class and labelSmoothing / classes for others. */
  readonly labelSmoothing: number;
  /** For a dropout layer and a batch of the epoch, from 0: `length` bytes, (sample, feature) in Keras' order; 0 drops the value. */
  readonly keepMask: (layer: string, batch: number, length: number) => Uint8Array;
  /** Hears of the samples done and their score so far. */
  readonly onBatch?: (done: number, total: number, score: Score) => void;
}

/**
 * Trains and runs networks. All randomness is the caller's: weights, slots, the order of samples and dropout masks come in as
 * arrays. The same inputs give the same bits.
 */
export interface Engine {
  /** For a network that the engine supports, by `ENGINES`. */
  open(options: { network: Network; batchSize: number }): Promise<Session>;
}

/** One network in memory. */
export interface Session {
  load(state: TrainingState): void;
  state(): TrainingState;
  /** The score is that of each batch before its step, with the smoothed targets. */
  trainEpoch(epoch: TrainEpoch): Score;
  /** In inference mode: no dropout, moving statistics. */
  evaluate(samples: Samples): Score;
  /** Post-activation outputs of the named layers in one pass in inference mode, each (count, features) flattened in Keras' order (height, width, channels). */
  capture(samples: Samples, layers: readonly string[]): Map<string, Float32Array>;
  dispose(): void;
}
