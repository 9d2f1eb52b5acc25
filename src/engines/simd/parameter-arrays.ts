import { type Optimizer, power } from '../../networks/optimizer.js';
import type { ParameterSpec } from '../../networks/parameters.js';
import type { Tensor, Tensors, TrainingState } from '../engine.js';
import type { Arena } from './arena.js';
import type { Layout } from './layout.js';

/** Names of the optimizers' slots, in the order of the slot arrays. */
const SLOTS: Readonly<Record<Optimizer['type'], readonly string[]>> = {
  sgd: [],
  momentum: ['velocity'],
  rmsprop: ['square', 'momentum'],
  adam: ['m', 'v'],
};

/** Weights, gradients and slots of a network: arrays with the same offsets, so that an optimizer runs over them at once. */
export class ParameterArrays {
  readonly weightsAt: number;
  readonly gradientAt: number;
  readonly #arena: Arena;
  readonly #slotsAt: readonly [number, number];
  readonly #bytes: number;
  readonly #places: readonly Place[];
  #slotNames: readonly string[] = SLOTS.sgd;
  #step = 0;

  constructor(arena: Arena, specs: readonly ParameterSpec[], { layers, parameterBytes }: Layout) {
    const offsets = layers.flatMap(({ weights }) => (weights === undefined ? [] : [weights.kernel, weights.bias]));
    this.#places = specs.map((spec, index) => ({ spec, offset: offsets[index], length: lengthOf(spec.shape) }));
    this.#arena = arena;
    this.#bytes = parameterBytes;
    this.weightsAt = arena.allocate(parameterBytes);
    this.gradientAt = arena.allocate(parameterBytes);
    this.#slotsAt = [arena.allocate(parameterBytes), arena.allocate(parameterBytes)];
  }

  load({ weights, slots, step }: TrainingState): void {
    this.#step = step;
    this.#startSlots(slotNamesOf(slots, this.#places[0].spec.name));
    for (const place of this.#places) {
      const { name } = place.spec;
      this.#view(this.weightsAt, place).set(dataOf(weights, name, place.length));
      for (const [index, slot] of this.#slotNames.entries()) {
        this.#view(this.#slotsAt[index], place).set(dataOf(slots, `${name}/${slot}`, place.length));
      }
    }
  }

  state(): TrainingState {
    const slots = this.#slotNames.flatMap((slot, index) => this.#copies(this.#slotsAt[index], `/${slot}`));
    return { weights: new Map(this.#copies(this.weightsAt, '')), slots: new Map(slots), step: this.#step };
  }

  /** One step of the optimizer along the gradient. Slots of another optimizer are of no use to it: it starts at 0. */
  update(optimizer: Optimizer): void {
    if (this.#slotNames !== SLOTS[optimizer.type]) this.#startSlots(SLOTS[optimizer.type]);
    this.#step++;
    const { kernels } = this.#arena;
    const [first, second] = this.#slotsAt;
    const { learningRate: rate } = optimizer;
    switch (optimizer.type) {
      case 'sgd':
        kernels.sgd(this.weightsAt, this.gradientAt, this.#bytes, rate);
        break;
      case 'momentum':
        kernels.momentum(this.weightsAt, first, this.gradientAt, this.#bytes, rate, optimizer.momentum);
        break;
      case 'rmsprop':
        throw new Error('internal error: rmsprop is not supported');
      case 'adam': {
        const { beta1, beta2, epsilon } = optimizer;
        const complements = [1 - beta1, 1 - beta2] as const;
        const corrections = [1 - power(beta1, this.#step), 1 - power(beta2, this.#step)] as const;
        const factors = [beta1, beta2, ...complements, ...corrections] as const;
        kernels.adam(this.weightsAt, first, second, this.gradientAt, this.#bytes, rate, ...factors, epsilon);
      }
    }
  }

  #startSlots(names: readonly string[]): void {
    this.#slotNames = names;
    for (const address of this.#slotsAt) this.#arena.floats(address, this.#bytes / 4).fill(0);
  }

  #copies(base: number, suffix: string): (readonly [string, Tensor])[] {
    return this.#places.map((place) => {
      const { name, shape } = place.spec;
      return [`${name}${suffix}`, { shape, data: this.#view(base, place).slice() }] as const;
    });
  }

  #view(base: number, { offset, length }: Place): Float32Array {
    return this.#arena.floats(base + offset, length);
  }
}

/** A parameter and where it lies in each array, in bytes. */
interface Place {
  readonly spec: ParameterSpec;
  readonly offset: number;
  readonly length: number;
}

/** The optimizer whose slots a state has. */
function slotNamesOf(slots: Tensors, parameter: string): readonly string[] {
  return Object.values(SLOTS).find(([slot]) => slots.has(`${parameter}/${slot}`)) ?? SLOTS.sgd;
}

function dataOf(tensors: Tensors, name: string, length: number): Float32Array {
  const data = tensors.get(name)?.data;
  if (data?.length !== length)
    throw new Error(`internal error: expected ${length} numbers in ${name}, got ${data?.length}`);
  return data;
}

function lengthOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
