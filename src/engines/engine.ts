import type { Network, Optimizer } from '../networks/layer.js';

/** A named float32 array in Keras' layout. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
export type Tensors = ReadonlyMap<string, Tensor>;

/** What a checkpoint holds: weights and the optimizer's slots by parameter name (`conv1/kernel`, `conv1/kernel/velocity`, `.../m`, `.../v`), and the steps taken so far. */
export interface TrainingState {
  readonly weights: Tensors;
  readonly slots: Tensors;
  readonly step: number;
}

/** Images as bytes (n, height, width, channels); an engine scales them to 0..1 by dividing by 255. */
export interface Samples {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

/** Mean cross-entropy in nats and the share of samples whose largest logit is the true class. */
export interface Score {
  readonly loss: number;
  readonly accuracy: number;
}

/** Identifies the code that made the bits: part of the fingerprints of train and capture. */
export interface EngineId {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
}

/**
 * Trains and runs networks. All randomness is the caller's: weights, slots and the order of samples come in as arrays.
 * The same inputs give the same bits.
 */
export interface Engine {
  readonly id: EngineId;
  /** The reason why this engine cannot run the network, or undefined when it can. */
  unsupported(network: Network): string | undefined;
  open(options: { network: Network; batchSize: number }): Promise<Session>;
}

/** One network in memory. */
export interface Session {
  load(state: TrainingState): void;
  state(): TrainingState;
  /** One pass over `samples` in the given order of indices; the last batch may be partial. `onBatch` hears of the samples done and their score so far. */
  trainEpoch(options: {
    samples: Samples;
    order: Uint32Array;
    optimizer: Optimizer;
    onBatch?: (done: number, total: number, score: Score) => void;
  }): Score;
  evaluate(samples: Samples): Score;
  /** Post-activation outputs of the named layers in one pass, each (count, features) flattened in Keras' order (height, width, channels). */
  capture(samples: Samples, layers: readonly string[]): Map<string, Float32Array>;
  dispose(): void;
}
