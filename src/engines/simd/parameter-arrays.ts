import type { Optimizer } from '../../networks/optimizer.js';
import { isTrainable, type ParameterSpec } from '../../networks/parameters.js';
import type { Tensor, Tensors, TrainingState } from '../engine.js';
import { SLOTS, slotNamesOf } from '../slots.js';
import type { Arena } from './arena.js';
import { takeStep } from './optimizer-step.js';

/** Addresses of one parameter and its gradient. */
interface Parameter {
  readonly at: number;
  readonly gradientAt: number;
}

/**
 * Weights, gradients and slots of a network: arrays with the same offsets, so that an optimizer runs over them at once.
 * Kernels come first, which lose some of their weight; then what else optimizers change; moving statistics last.
 */
export class ParameterArrays {
  readonly #arena: Arena;
  readonly #places: readonly Place[];
  readonly #kernelBytes: number;
  readonly #trainableBytes: number;
  readonly #weightsAt: number;
  readonly #gradientAt: number;
  readonly #slotsAt: readonly [number, number];
  #slotNames: readonly string[] = SLOTS.sgd;
  #step = 0;

  constructor(arena: Arena, specs: readonly ParameterSpec[]) {
    const kernels = specs.filter(({ role }) => role === 'kernel');
    const trainable = [...kernels, ...specs.filter((spec) => isTrainable(spec) && spec.role !== 'kernel')];
    const offsets = offsetsOf([...trainable, ...specs.filter((spec) => !isTrainable(spec))]);
    const bytes = bytesOf(specs);
    this.#arena = arena;
    this.#places = specs.map((spec) => ({ spec, offset: offsets.get(spec.name) ?? 0, length: lengthOf(spec) }));
    this.#kernelBytes = bytesOf(kernels);
    this.#trainableBytes = bytesOf(trainable);
    this.#weightsAt = arena.allocate(bytes);
    this.#gradientAt = arena.allocate(bytes);
    this.#slotsAt = [arena.allocate(bytes), arena.allocate(bytes)];
  }

  named(name: string): Parameter {
    const place = this.#places.find(({ spec }) => spec.name === name);
    if (place === undefined) throw new Error(`internal error: no parameter ${name}`);
    return { at: this.#weightsAt + place.offset, gradientAt: this.#gradientAt + place.offset };
  }

  load({ weights, slots, step }: TrainingState): void {
    this.#step = step;
    this.#startSlots(slotNamesOf(slots));
    for (const place of this.#places) this.#view(this.#weightsAt, place).set(dataOf(weights, place.spec.name, place));
    for (const place of this.#slotPlaces) {
      for (const [index, slot] of this.#slotNames.entries()) {
        this.#view(this.#slotsAt[index], place).set(dataOf(slots, `${place.spec.name}/${slot}`, place));
      }
    }
  }

  state(): TrainingState {
    const weights = this.#places.map((place) => [place.spec.name, this.#copy(this.#weightsAt, place)] as const);
    const slots = this.#slotNames.flatMap((slot, index) =>
      this.#slotPlaces.map((place) => [`${place.spec.name}/${slot}`, this.#copy(this.#slotsAt[index], place)] as const),
    );
    return { weights: new Map(weights), slots: new Map(slots), step: this.#step };
  }

  /** One step of the optimizer along the gradient. Slots of another optimizer are of no use to it: it starts at 0. */
  update(optimizer: Optimizer): void {
    if (this.#slotNames !== SLOTS[optimizer.type]) this.#startSlots(SLOTS[optimizer.type]);
    this.#step++;
    this.#updateStretch(optimizer, 0, this.#kernelBytes, optimizer.learningRate * optimizer.weightDecay);
    this.#updateStretch(optimizer, this.#kernelBytes, this.#trainableBytes, 0);
  }

  #updateStretch(optimizer: Optimizer, from: number, to: number, decay: number): void {
    takeStep(this.#arena.kernels, optimizer, this.#step, {
      weightsAt: this.#weightsAt + from,
      slotsAt: [this.#slotsAt[0] + from, this.#slotsAt[1] + from],
      gradientAt: this.#gradientAt + from,
      bytes: to - from,
      decay,
    });
  }

  #startSlots(names: readonly string[]): void {
    this.#slotNames = names;
    for (const address of this.#slotsAt) this.#arena.floats(address, this.#trainableBytes / 4).fill(0);
  }

  get #slotPlaces(): readonly Place[] {
    return this.#places.filter(({ spec }) => isTrainable(spec));
  }

  #copy(base: number, place: Place): Tensor {
    return { shape: place.spec.shape, data: this.#view(base, place).slice() };
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

/** Each parameter begins a new vector. */
function offsetsOf(specs: readonly ParameterSpec[]): Map<string, number> {
  let offset = 0;
  return new Map(
    specs.map((spec) => {
      const place = [spec.name, offset] as const;
      offset += bytesOf([spec]);
      return place;
    }),
  );
}

function bytesOf(specs: readonly ParameterSpec[]): number {
  return specs.reduce((bytes, spec) => bytes + 16 * Math.ceil(lengthOf(spec) / 4), 0);
}

function lengthOf({ shape }: ParameterSpec): number {
  return shape.reduce((product, length) => product * length, 1);
}

function dataOf(tensors: Tensors, name: string, { length }: Place): Float32Array {
  const data = tensors.get(name)?.data;
  if (data?.length !== length)
    throw new Error(`internal error: expected ${length} numbers in ${name}, got ${data?.length}`);
  return data;
}
