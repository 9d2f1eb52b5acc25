import type { Network } from '../../networks/layer.js';
import type { Samples, Score, Session, TrainEpoch, TrainingState } from '../engine.js';
import { LoadedNetwork } from './loaded-network.js';
import { featuresOf } from './values.js';

/** Walks over samples in batches. The network's memory goes with `dispose`. */
export class SimdSession implements Session {
  readonly #batchSize: number;
  #loaded: LoadedNetwork | undefined;

  constructor(module: WebAssembly.Module, { network, batchSize }: { network: Network; batchSize: number }) {
    this.#batchSize = batchSize;
    this.#loaded = new LoadedNetwork(module, network, batchSize);
  }

  load(state: TrainingState): void {
    this.#network.parameters.load(state);
  }

  state(): TrainingState {
    return this.#network.parameters.state();
  }

  trainEpoch({ samples, order, optimizer, labelSmoothing, keepMask, onBatch }: TrainEpoch): Score {
    const network = this.#network;
    const tally = new Tally();
    for (const { from, indices } of batches(order, this.#batchSize)) {
      const batch = from / this.#batchSize;
      network.forward(samples, indices, { keepMask: (layer, length) => keepMask(layer, batch, length) });
      tally.add(indices.length, network.loss(labelSmoothing));
      network.learn(optimizer);
      onBatch?.(tally.count, order.length, tally.score);
    }
    return tally.score;
  }

  evaluate(samples: Samples): Score {
    const network = this.#network;
    const tally = new Tally();
    for (const { indices } of batches(inOrder(samples.count), this.#batchSize)) {
      network.forward(samples, indices);
      tally.add(indices.length, network.loss(0));
    }
    return tally.score;
  }

  capture(samples: Samples, names: readonly string[]): Map<string, Float32Array> {
    const network = this.#network;
    const captured = names.map((name) => {
      const laid = network.layer(name);
      const features = featuresOf(laid.output.shape);
      return { name, laid, features, values: new Float32Array(samples.count * features) };
    });
    for (const { from, indices } of batches(inOrder(samples.count), this.#batchSize)) {
      network.forward(samples, indices);
      for (const { laid, features, values } of captured) {
        values.set(network.rows(laid), from * features);
      }
    }
    return new Map(captured.map(({ name, values }) => [name, values]));
  }

  dispose(): void {
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

  add(count: number, { loss, hits }: { loss: number; hits: number }): void {
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
