import type { Network } from '../../networks/layer.js';
import type { Optimizer } from '../../networks/optimizer.js';
import { parameterSpecs } from '../../networks/parameters.js';
import type { Samples } from '../engine.js';
import { Arena } from './arena.js';
import { LANES, type LaidLayer, type Layout, layOut, placedLayers } from './layout.js';
import { ParameterArrays } from './parameter-arrays.js';
import { backward, forward } from './passes.js';

/** A network with its parameters and data in the memory of one module instance: what can be done with one batch. */
export class LoadedNetwork {
  readonly parameters: ParameterArrays;
  readonly #arena: Arena;
  readonly #layout: Layout;
  readonly #imageBytes: number;
  readonly #indicesAt: number;
  readonly #labelsAt: number;
  readonly #hitsAt: number;
  readonly #rowsAt: number;
  /** Address of the images of each sample set that was used; they stay as long as the network. */
  readonly #resident = new Map<Samples, number>();

  constructor(module: WebAssembly.Module, network: Network, batchSize: number) {
    const placed = placedLayers(network);
    const arena = new Arena(module);
    const layout = layOut(arena, placed, batchSize);
    this.parameters = new ParameterArrays(arena, parameterSpecs(placed), layout);
    this.#arena = arena;
    this.#layout = layout;
    this.#imageBytes = network.inputShape.reduce((product, length) => product * length, 1);
    this.#indicesAt = arena.allocate(4 * layout.blocks * LANES);
    this.#labelsAt = arena.allocate(4 * layout.blocks * LANES);
    this.#hitsAt = arena.allocate(4);
    this.#rowsAt = arena.allocate(Math.max(...layout.layers.map(({ outputBytes }) => outputBytes)));
  }

  /** Computes the outputs of every layer for these samples, which become the batch. */
  forward(samples: Samples, indices: Uint32Array): void {
    const imagesAt = this.#residentAt(samples);
    this.#arena.integers(this.#indicesAt, indices.length).set(indices);
    this.#arena
      .integers(this.#labelsAt, indices.length)
      .set(Int32Array.from(indices, (index) => samples.labels[index]));
    forward(this.#pass, { imagesAt, indicesAt: this.#indicesAt, count: indices.length });
  }

  /** Sum of the cross-entropies of the batch and the number of its samples that are classified right. */
  loss(count: number): { loss: number; hits: number } {
    const { outputAt, dOutputAt, output } = this.#layout.layers[this.#layout.layers.length - 1];
    const hits = this.#arena.integers(this.#hitsAt, 1);
    hits[0] = 0;
    const { blocks } = this.#layout;
    const { softmaxCrossEntropy } = this.#arena.kernels;
    const loss = softmaxCrossEntropy(outputAt, dOutputAt, this.#labelsAt, count, blocks, output[2], this.#hitsAt);
    return { loss, hits: hits[0] };
  }

  /** One step of the optimizer, after `loss`. */
  learn(optimizer: Optimizer): void {
    backward(this.#pass);
    this.parameters.update(optimizer);
  }

  layer(name: string): LaidLayer {
    const found = this.#layout.layers.find(({ layer }) => layer.name === name);
    if (found === undefined) throw new Error(`internal error: no layer ${name}`);
    return found;
  }

  /** Outputs of a layer for the batch, (count, features); valid until the next call. */
  rows({ outputAt, order: [height, width, channels] }: LaidLayer, count: number): Float32Array {
    this.#arena.kernels.unblock(outputAt, this.#rowsAt, count, channels, height * width);
    return this.#arena.floats(this.#rowsAt, count * height * width * channels);
  }

  get #pass() {
    const { weightsAt, gradientAt } = this.parameters;
    return { kernels: this.#arena.kernels, layout: this.#layout, weightsAt, gradientAt };
  }

  #residentAt(samples: Samples): number {
    const known = this.#resident.get(samples);
    if (known !== undefined) return known;
    const { values } = samples;
    if (values instanceof Float32Array) throw new Error('internal error: float samples are not supported');
    if (values.length !== samples.count * this.#imageBytes) {
      const { count } = samples;
      throw new Error(`internal error: ${count} images of ${this.#imageBytes} bytes, but ${values.length} bytes`);
    }
    const address = this.#arena.putBytes(values);
    this.#resident.set(samples, address);
    return address;
  }
}
