import type { Optimizer } from '../networks/optimizer.js';
import type { Samples, Score, Session, TrainEpoch, TrainingState } from './engine.js';

/** A network in an engine's memory: what it does with one batch. */
export interface LoadedNetwork {
  load(state: TrainingState): void;
  state(): TrainingState;
  /** One step of the optimizer; the score is from before it, with the smoothed targets. */
  train(batch: BatchOfSamples, training: Training): BatchScore;
  evaluate(batch: BatchOfSamples): BatchScore;
  /** Outputs of the named layers in inference mode, each (count, features). */
  outputs(batch: BatchOfSamples, layers: readonly string[]): Float32Array[];
  dispose(): void;
}

export interface BatchOfSamples {
  readonly samples: Samples;
  readonly indices: Uint32Array;
}

export interface Training {
  readonly optimizer: Optimizer;
  readonly labelSmoothing: number;
  /** For a dropout layer, `length` bytes by (sample, feature); 0 drops the value. */
  readonly keepMask: (layer: string, length: number) => Uint8Array;
}

/** Sum of the cross-entropies, and the number of samples that are classified right. */
export interface BatchScore {
  readonly loss: number;
  readonly hits: number;
}

/** Walks over samples in batches. */
export class BatchSession implements Session {
  readonly #batchSize: number;
  #loaded: LoadedNetwork | undefined;

  constructor(network: LoadedNetwork, batchSize: number) {
    this.#batchSize = batchSize;
    this.#loaded = network;
  }

  load(state: TrainingState): void {
    this.#network.load(state);
  }

  state(): TrainingState {
    return this.#network.state();
  }

  trainEpoch({ samples, order, optimizer, labelSmoothing, keepMask, onBatch }: TrainEpoch): Score {
    const network = this.#network;
    const tally = new Tally();
    for (const { from, indices } of batches(order, this.#batchSize)) {
      const batch = from / this.#batchSize;
      const training: Training = {
        optimizer,
        labelSmoothing,
        keepMask: (layer, length) => keepMask(layer, batch, length),
      };
      tally.add(indices.length, network.train({ samples, indices }, training));
      onBatch?.(tally.count, order.length, tally.score);
    }
    return tally.score;
  }

  evaluate(samples: Samples): Score {
    const network = this.#network;
    const tally = new Tally();
    for (const { indices } of batches(inOrder(samples.count), this.#batchSize)) {
      tally.add(indices.length, network.evaluate({ samples, indices }));
    }
    return tally.score;
  }

  capture(samples: Samples, names: readonly string[]): Map<string, Float32Array> {
    const network = this.#network;
    const captured = new Map<string, Float32Array>();
    for (const { from, indices } of batches(inOrder(samples.count), this.#batchSize)) {
      for (const [i, rows] of network.outputs({ samples, indices }, names).entries()) {
        const features = rows.length / indices.length;
        const values = captured.get(names[i]) ?? new Float32Array(samples.count * features);
        captured.set(names[i], values);
        values.set(rows, from * features);
      }
    }
    return captured;
  }

  dispose(): void {
    this.#loaded?.dispose();
    this.#loaded = undefined;
  }

  get #network(): LoadedNetwork {
    if (this.#loaded === undefined) throw new Error('internal error: the session is disposed');
    return this.#loaded;
  }
}

/** The score of the batches so far. */
class Tally {
  count = 0;
  #loss = 0;
  #hits = 0;

  add(count: number, { loss, hits }: BatchScore): void {
    this.count += count;
    this.#loss += loss;
    this.#hits += hits;
  }

  get score(): Score {
    return { loss: this.#loss / this.count, accuracy: this.#hits / this.count };
  }
}

function* batches(order: Uint32Array, size: number): Iterable<{ from: number; indices: Uint32Array }> {
  for (let from = 0; from < order.length; from += size) yield { from, indices: order.subarray(from, from + size) };
}

function inOrder(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => index);
}
