import type { Network, Optimizer } from '../../networks/layer.js';
import { type ParameterSpec, parameterSpecs } from '../../networks/parameters.js';
import { inferShapes } from '../../networks/shapes.js';
import type { Samples, Score, Session, TrainingState } from '../engine.js';
import { Arena } from './kernels.js';
import { LANES, type LaidLayer, layOut } from './layout.js';
import { backward, forward, type Pass } from './passes.js';

/** Names of the optimizers' slots, in the order of the slot arrays. */
const SLOTS: Readonly<Record<Optimizer['type'], readonly string[]>> = {
  sgd: [],
  momentum: ['velocity'],
  adam: ['m', 'v'],
};

/** One network in the memory of one module instance. */
export class SimdSession implements Session {
  readonly #arena: Arena;
  readonly #layers: readonly LaidLayer[];
  readonly #specs: readonly ParameterSpec[];
  readonly #floats: number;
  readonly #pass: Pass;
  readonly #indicesAt: number;
  readonly #labelsAt: number;
  readonly #hitsAt: number;
  readonly #slotsAt: readonly [number, number];
  /** Address of each sample set that was used; they stay until the session ends. */
  readonly #resident = new Map<Samples, number>();
  readonly #batchSize: number;
  #slotNames: readonly string[] = [];
  #step = 0;

  constructor(module: WebAssembly.Module, { network, batchSize }: { network: Network; batchSize: number }) {
    const placed = inferShapes(network.inputShape, network.layers);
    if ('message' in placed) throw new Error(`internal error: ${placed.message}`);
    const blocks = Math.ceil(batchSize / LANES);
    const arena = new Arena(module);
    const { layers, floats, inputAt } = layOut(arena, placed, blocks);
    this.#arena = arena;
    this.#layers = layers;
    this.#floats = floats;
    this.#specs = parameterSpecs(placed);
    this.#batchSize = batchSize;
    this.#indicesAt = arena.allocate(4 * blocks * LANES);
    this.#labelsAt = arena.allocate(4 * blocks * LANES);
    this.#hitsAt = arena.allocate(4);
    this.#slotsAt = [arena.allocate(4 * floats), arena.allocate(4 * floats)];
    this.#pass = {
      kernels: arena.kernels,
      layers,
      blocks,
      inputShape: network.inputShape,
      inputAt,
      weightsAt: arena.allocate(4 * floats),
      gradientAt: arena.allocate(4 * floats),
    };
  }

  load({ weights, slots, step }: TrainingState): void {
    this.#step = step;
    this.#slotNames = SLOTS.adam.some((slot) => slots.has(`${this.#specs[0].name}/${slot}`))
      ? SLOTS.adam
      : slots.size > 0
        ? SLOTS.momentum
        : [];
    for (const { spec, at, length } of this.#places()) {
      this.#arena.floats(this.#pass.weightsAt + 4 * at, length).set(dataOf(weights, spec.name));
      for (const [index, base] of this.#slotsAt.entries()) {
        const slot = this.#slotNames[index];
        const values = this.#arena.floats(base + 4 * at, length);
        if (slot === undefined) values.fill(0);
        else values.set(dataOf(slots, `${spec.name}/${slot}`));
      }
    }
  }

  state(): TrainingState {
    const places = [...this.#places()];
    const copy = (base: number, { spec, at, length }: Place) => ({
      shape: spec.shape,
      data: this.#arena.floats(base + 4 * at, length).slice(),
    });
    const slots = this.#slotNames.flatMap((slot, index) =>
      places.map((place) => [`${place.spec.name}/${slot}`, copy(this.#slotsAt[index], place)] as const),
    );
    const weights = places.map((place) => [place.spec.name, copy(this.#pass.weightsAt, place)] as const);
    return { weights: new Map(weights), slots: new Map(slots), step: this.#step };
  }

  trainEpoch({ samples, order, optimizer, onBatch }: Parameters<Session['trainEpoch']>[0]): Score {
    this.#slotNames = SLOTS[optimizer.type];
    return this.#overBatches(samples, order, (batch) => {
      backward(this.#pass);
      this.#update(optimizer);
      onBatch?.(batch.done, order.length, batch.score);
    });
  }

  evaluate(samples: Samples): Score {
    return this.#overBatches(samples, Uint32Array.from(samples.labels.keys()), () => {});
  }

  capture(samples: Samples, names: readonly string[]): Map<string, Float32Array> {
    const wanted = names.map((name) => {
      const laid = this.#layers.find(({ layer }) => layer.name === name);
      if (laid === undefined) throw new Error(`internal error: no layer ${name}`);
      const features = laid.output[0] * laid.output[1] * laid.output[2];
      return {
        name,
        laid,
        features,
        rowsAt: this.#arena.allocate(4 * this.#batchSize * features),
        rows: new Float32Array(samples.count * features),
      };
    });
    const order = Uint32Array.from({ length: samples.count }, (_, index) => index);
    for (let from = 0; from < samples.count; from += this.#batchSize) {
      const count = this.#forward(samples, order.subarray(from, from + this.#batchSize));
      for (const { laid, features, rowsAt, rows } of wanted) {
        this.#arena.kernels.unblock(laid.outputAt, rowsAt, count, laid.output[2], laid.output[0] * laid.output[1]);
        rows.set(this.#arena.floats(rowsAt, count * features), from * features);
      }
    }
    return new Map(wanted.map(({ name, rows }) => [name, rows]));
  }

  /** The instance and its memory go with the last reference to the session. */
  dispose(): void {
    this.#resident.clear();
  }

  #overBatches(
    samples: Samples,
    order: Uint32Array,
    afterLoss: (batch: { done: number; score: Score }) => void,
  ): Score {
    const logits = this.#layers[this.#layers.length - 1];
    let loss = 0;
    this.#arena.integers(this.#hitsAt, 1)[0] = 0;
    const scoreOf = (done: number): Score => ({
      loss: loss / done,
      accuracy: this.#arena.integers(this.#hitsAt, 1)[0] / done,
    });
    for (let from = 0; from < order.length; from += this.#batchSize) {
      const indices = order.subarray(from, from + this.#batchSize);
      const count = this.#forward(samples, indices);
      this.#arena.integers(this.#labelsAt, count).set(Int32Array.from(indices, (index) => samples.labels[index]));
      const { blocks, kernels } = this.#pass;
      loss += kernels.softmaxCrossEntropy(
        logits.outputAt,
        logits.dOutputAt,
        this.#labelsAt,
        count,
        blocks,
        logits.output[2],
        this.#hitsAt,
      );
      afterLoss({ done: from + count, score: scoreOf(from + count) });
    }
    return scoreOf(order.length);
  }

  #forward(samples: Samples, indices: Uint32Array): number {
    const images = this.#residentAt(samples);
    this.#arena.integers(this.#indicesAt, indices.length).set(indices);
    forward(this.#pass, { images, indices: this.#indicesAt, count: indices.length });
    return indices.length;
  }

  #residentAt(samples: Samples): number {
    const known = this.#resident.get(samples);
    if (known !== undefined) return known;
    const address = this.#arena.allocate(samples.images.length);
    this.#arena.bytes(address, samples.images.length).set(samples.images);
    this.#resident.set(samples, address);
    return address;
  }

  #update(optimizer: Optimizer): void {
    this.#step++;
    const { kernels, weightsAt, gradientAt } = this.#pass;
    const [first, second] = this.#slotsAt;
    const { learningRate } = optimizer;
    switch (optimizer.type) {
      case 'sgd':
        kernels.sgd(weightsAt, gradientAt, this.#floats, learningRate);
        break;
      case 'momentum':
        kernels.momentum(weightsAt, first, gradientAt, this.#floats, learningRate, optimizer.momentum);
        break;
      case 'adam': {
        const { beta1, beta2, epsilon } = optimizer;
        const corrections = [1 - power(beta1, this.#step), 1 - power(beta2, this.#step)];
        const rates = [learningRate, beta1, beta2, ...corrections, epsilon];
        kernels.adam(weightsAt, first, second, gradientAt, this.#floats, ...rates);
      }
    }
  }

  *#places(): Iterable<Place> {
    const offsets = this.#layers.flatMap(({ weights }) =>
      weights === undefined ? [] : [weights.offset, weights.offset + weights.taps * weights.filters],
    );
    for (const [index, spec] of this.#specs.entries()) {
      yield { spec, at: offsets[index], length: spec.shape.reduce((product, length) => product * length, 1) };
    }
  }
}

/** A parameter and where it lies in the parameter arrays, in floats. */
interface Place {
  readonly spec: ParameterSpec;
  readonly at: number;
  readonly length: number;
}

function dataOf(tensors: TrainingState['weights'], name: string): Float32Array {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`internal error: no tensor ${name}`);
  return tensor.data;
}

/** By squaring, so that the bits do not depend on a machine's pow. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, rest = exponent; rest > 0; rest = Math.floor(rest / 2), square *= square) {
    if (rest % 2 === 1) result *= square;
  }
  return result;
}
