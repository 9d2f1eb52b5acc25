import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../../networks/layer.js';
import { parameterSpecs } from '../../networks/parameters.js';
import { inferShapes, type PlacedLayer } from '../../networks/shapes.js';
import type { TrainingState } from '../engine.js';
import type { BatchOfSamples, BatchScore, LoadedNetwork, Training } from '../session.js';
import { imagesOf, labelsOf } from './batch.js';
import type { Applied } from './layers/applied.js';
import { applyLayer } from './layers/apply.js';
import { softmaxCrossEntropy } from './loss.js';
import { ParameterTensors } from './parameter-tensors.js';

/** A network as tensors of one backend. Gradients are our own: tfjs' packages for Node register none. */
export class TfjsNetwork implements LoadedNetwork {
  readonly #network: Network;
  readonly #backend: string;
  readonly #parameters: ParameterTensors;
  /** Index of the first layer with parameters: gradients go back no further. */
  readonly #firstTrained: number;

  constructor(network: Network, backend: string) {
    const placed = inferShapes(network.inputShape, network.layers);
    if ('message' in placed) throw new Error(`internal error: ${placed.message}`);
    this.#network = network;
    this.#backend = backend;
    this.#parameters = new ParameterTensors(parameterSpecs(placed));
    this.#firstTrained = placed.findIndex((layer: PlacedLayer) => parameterSpecs([layer]).length > 0);
  }

  load(state: TrainingState): void {
    this.#run(() => this.#parameters.load(state));
  }

  state(): TrainingState {
    return this.#run(() => this.#parameters.state());
  }

  train(batch: BatchOfSamples, training: Training): BatchScore {
    return this.#run(() => {
      const applied = this.#forward(batch, training);
      const { score, dLogits } = softmaxCrossEntropy(logitsOf(applied), labelsOf(batch), training.labelSmoothing);
      this.#parameters.update(training.optimizer, this.#backward(applied, dLogits()));
      return score();
    });
  }

  evaluate(batch: BatchOfSamples): BatchScore {
    return this.#run(() => softmaxCrossEntropy(logitsOf(this.#forward(batch)), labelsOf(batch), 0).score());
  }

  outputs(batch: BatchOfSamples, layers: readonly string[]): Float32Array[] {
    return this.#run(() => {
      const applied = this.#forward(batch);
      return layers.map((name) => applied[this.#indexOf(name)].output.dataSync<'float32'>().slice());
    });
  }

  dispose(): void {
    this.#run(() => this.#parameters.dispose());
  }

  #forward(batch: BatchOfSamples, training?: Training): Applied[] {
    const applied: Applied[] = [];
    let x = imagesOf(batch, this.#network.inputShape);
    for (const layer of this.#network.layers) {
      const next = applyLayer(layer, x, {
        weight: (role) => this.#parameters.weight(`${layer.name}/${role}`),
        replaceWeight: (role, value) => this.#parameters.replaceWeight(`${layer.name}/${role}`, value),
        outputOf: (name) => applied[this.#indexOf(name)].output,
        keepMask: training?.keepMask,
      });
      applied.push(next);
      x = next.output;
    }
    return applied;
  }

  /** Gradients of all parameters from that of the logits. */
  #backward(applied: readonly Applied[], dLogits: tf.Tensor4D): Map<string, tf.Tensor> {
    const { layers } = this.#network;
    const gradients = new Map<string, tf.Tensor>();
    const dOutputs: (tf.Tensor4D | undefined)[] = applied.map(() => undefined);
    const give = (index: number, share: tf.Tensor4D) => {
      const others = dOutputs[index];
      dOutputs[index] = others === undefined ? share : tf.add(others, share);
    };
    give(layers.length - 1, dLogits);
    for (let index = layers.length - 1; index >= this.#firstTrained; index--) {
      const layer = layers[index];
      const { parameters, input } = applied[index].backward(dOutputs[index] as tf.Tensor4D);
      for (const [role, gradient] of Object.entries(parameters)) gradients.set(`${layer.name}/${role}`, gradient);
      if (index === this.#firstTrained) break;
      const dInput = input();
      give(index - 1, dInput);
      if (layer.type === 'add') give(this.#indexOf(layer.with), dInput);
    }
    return gradients;
  }

  #indexOf(name: string): number {
    const index = this.#network.layers.findIndex((layer) => layer.name === name);
    if (index < 0) throw new Error(`internal error: no layer ${name}`);
    return index;
  }

  /** On the network's backend, which another engine in this process may have left. Tensors that are not kept go at the end. */
  #run<Result>(work: () => Result): Result {
    // Once a backend is initialised, it is current before the promise is there.
    if (tf.getBackend() !== this.#backend) void tf.setBackend(this.#backend);
    tf.engine().startScope();
    try {
      return work();
    } finally {
      tf.engine().endScope();
    }
  }
}

function logitsOf(applied: readonly Applied[]): tf.Tensor4D {
  return applied[applied.length - 1].output;
}
