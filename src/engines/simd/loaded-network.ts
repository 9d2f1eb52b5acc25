import type { Network } from '../../networks/layer.js';
import type { Optimizer } from '../../networks/optimizer.js';
import { parameterSpecs } from '../../networks/parameters.js';
import type { Samples, TrainingState } from '../engine.js';
import type { BatchOfSamples, BatchScore, LoadedNetwork, Training } from '../session.js';
import { Arena } from './arena.js';
import { type LaidLayer, type Layout, layOut, placedLayers } from './layout.js';
import type { Batch } from './operations/operation.js';
import { ParameterArrays } from './parameter-arrays.js';
import { ResidentValues } from './resident-values.js';
import { featuresOf, LANES } from './values.js';

/** A network with its parameters and data in the memory of one module instance, which goes with the last reference to it. */
export class SimdNetwork implements LoadedNetwork {
  readonly #parameters: ParameterArrays;
  readonly #arena: Arena;
  readonly #blocks: number;
  readonly #layout: Layout;
  readonly #indicesAt: number;
  readonly #labelsAt: number;
  readonly #hitsAt: number;
  readonly #rowsAt: number;
  readonly #resident: ResidentValues;
  #batch: Batch = { count: 0, training: undefined };

  constructor(module: WebAssembly.Module, network: Network, batchSize: number) {
    const placed = placedLayers(network);
    const arena = new Arena(module);
    const blocks = Math.ceil(batchSize / LANES);
    this.#parameters = new ParameterArrays(arena, parameterSpecs(placed));
    this.#arena = arena;
    this.#resident = new ResidentValues(arena);
    this.#blocks = blocks;
    this.#layout = layOut({ arena, parameters: this.#parameters, blocks }, placed);
    this.#indicesAt = arena.allocate(4 * blocks * LANES);
    this.#labelsAt = arena.allocate(4 * blocks * LANES);
    this.#hitsAt = arena.allocate(4);
    this.#rowsAt = arena.allocate(Math.max(...this.#layout.layers.map(({ output }) => output.bytes)));
  }

  load(state: TrainingState): void {
    this.#parameters.load(state);
  }

  state(): TrainingState {
    return this.#parameters.state();
  }

  train(batch: BatchOfSamples, training: Training): BatchScore {
    this.#forward(batch, training);
    const score = this.#loss(training.labelSmoothing);
    this.#learn(training.optimizer);
    return score;
  }

  evaluate(batch: BatchOfSamples): BatchScore {
    this.#forward(batch);
    return this.#loss(0);
  }

  outputs(batch: BatchOfSamples, layers: readonly string[]): Float32Array[] {
    this.#forward(batch);
    return layers.map((name) => this.#rows(this.#layer(name)).slice());
  }

  dispose(): void {
    // Nothing but memory, which the garbage collector takes.
  }

  /** Computes the outputs of every layer for these samples, which become the batch. */
  #forward({ samples, indices }: BatchOfSamples, training?: Training): void {
    const arena = this.#arena;
    const { images, layers } = this.#layout;
    const count = indices.length;
    const valuesAt = this.#addressOf(samples);
    arena.integers(this.#indicesAt, count).set(indices);
    arena.integers(this.#labelsAt, count).set(Int32Array.from(indices, (index) => samples.labels[index]));
    const gather = samples.values instanceof Float32Array ? arena.kernels.gatherFloats : arena.kernels.gatherBytes;
    gather(images.windowAt, valuesAt, this.#indicesAt, images.at, count);
    this.#batch = { count, training };
    for (const { operation } of layers) operation?.forward(this.#batch);
  }

  /** Sum of the cross-entropies of the batch and the number of its samples that are classified right. */
  #loss(labelSmoothing: number): BatchScore {
    const { at, gradientAt, shape } = this.#layout.layers[this.#layout.layers.length - 1].output;
    const hits = this.#arena.integers(this.#hitsAt, 1);
    hits[0] = 0;
    const sizes = [this.#batch.count, this.#blocks, shape[2]] as const;
    const { softmaxCrossEntropy } = this.#arena.kernels;
    const loss = softmaxCrossEntropy(at, gradientAt, this.#labelsAt, ...sizes, labelSmoothing, this.#hitsAt);
    return { loss, hits: hits[0] };
  }

  /** One step of the optimizer, after `#loss`. */
  #learn(optimizer: Optimizer): void {
    for (const { isTrained, operation, readings } of this.#layout.layers.toReversed()) {
      if (!isTrained || operation === undefined) continue;
      operation.backward(this.#batch);
      for (const { input, addTo } of readings) {
        if (addTo === undefined || input.gradientAt === undefined) continue;
        this.#arena.kernels.sum(addTo, input.gradientAt, addTo, input.bytes);
      }
    }
    this.#parameters.update(optimizer);
  }

  #layer(name: string): LaidLayer {
    const found = this.#layout.layers.find((layer) => layer.name === name);
    if (found === undefined) throw new Error(`internal error: no layer ${name}`);
    return found;
  }

  /** Outputs of a layer for the batch, (count, features); valid until the next call. */
  #rows({ output: { at, shape } }: LaidLayer): Float32Array {
    const [height, width, channels] = shape;
    this.#arena.kernels.unblock(at, this.#rowsAt, this.#batch.count, channels, height * width);
    return this.#arena.floats(this.#rowsAt, this.#batch.count * featuresOf(shape));
  }

  #addressOf({ values, count }: Samples): number {
    const features = featuresOf(this.#layout.images.shape);
    if (values.length !== count * features) {
      throw new Error(`internal error: ${count} samples of ${features} values, but ${values.length} values`);
    }
    return this.#resident.addressOf(values);
  }
}
