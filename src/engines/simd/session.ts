import type { Network } from '../../networks/layer.js';
import type { Samples, Score, Session, TrainEpoch, TrainingState } from '../engine.js';
import { LoadedNetwork } from './loaded-network.js';

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

  trainEpoch({ samples, order, optimizer, onBatch }: TrainEpoch): Score {
    return this.#scoreBatches(samples, order, (done, score) => {
      this.#network.learn(optimizer);
      onBatch?.(done, order.length, score);
    });
  }

  evaluate(samples: Samples): Score {
    return this.#scoreBatches(samples, inOrder(samples.count), () => {});
  }

  capture(samples: Samples, names: readonly string[]): Map<string, Float32Array> {
    const network = this.#network;
    const captured = names.map((name) => {
      const laid = network.layer(name);
      const features = laid.output.reduce((product, length) => product * length, 1);
      return { name, laid, features, values: new Float32Array(samples.count * features) };
    });
    for (const { from, indices } of batches(inOrder(samples.count), this.#batchSize)) {
      network.forward(samples, indices);
      for (const { laid, features, values } of captured) {
        values.set(network.rows(laid, indices.length), from * features);
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

  #scoreBatches(samples: Samples, order: Uint32Array, onBatch: (done: number, score: Score) => void): Score {
    let loss = 0;
    let hits = 0;
    let done = 0;
    for (const { indices } of batches(order, this.#batchSize)) {
      this.#network.forward(samples, indices);
      const batch = this.#network.loss(indices.length);
      loss += batch.loss;
      hits += batch.hits;
      done += indices.length;
      onBatch(done, { loss: loss / done, accuracy: hits / done });
    }
    return { loss: loss / done, accuracy: hits / done };
  }
}

function* batches(order: Uint32Array, size: number): Iterable<{ from: number; indices: Uint32Array }> {
  for (let from = 0; from < order.length; from += size) yield { from, indices: order.subarray(from, from + size) };
}

function inOrder(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => index);
}
