import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from '../../networks/optimizer.js';
import { isTrainable, type ParameterSpec } from '../../networks/parameters.js';
import type { Tensors, TrainingState } from '../engine.js';
import { SLOTS, slotNamesOf } from '../slots.js';
import { takeStep } from './optimizer-step.js';

/**
 * Weights and slots of a network by name. A change makes a new tensor, since backends may keep what they derived from an
 * old one.
 */
export class ParameterTensors {
  readonly #specs: readonly ParameterSpec[];
  readonly #trainable: readonly ParameterSpec[];
  readonly #weights = new Map<string, tf.Tensor>();
  readonly #slots = new Map<string, tf.Tensor>();
  #slotNames: readonly string[] = SLOTS.sgd;
  #step = 0;

  constructor(specs: readonly ParameterSpec[]) {
    this.#specs = specs;
    this.#trainable = specs.filter(isTrainable);
  }

  weight(name: string): tf.Tensor {
    return found(this.#weights, name);
  }

  replaceWeight(name: string, value: tf.Tensor): void {
    replace(this.#weights, name, value);
  }

  load({ weights, slots, step }: TrainingState): void {
    this.#step = step;
    for (const spec of this.#specs) replace(this.#weights, spec.name, tensorOf(weights, spec.name, spec));
    this.#startSlots(slotNamesOf(slots));
    for (const { name, spec } of this.#slotPlaces()) replace(this.#slots, name, tensorOf(slots, name, spec));
  }

  state(): TrainingState {
    const copy = (tensor: tf.Tensor) => ({ shape: tensor.shape, data: tensor.dataSync<'float32'>().slice() });
    const weights = this.#specs.map(({ name }) => [name, copy(this.weight(name))] as const);
    const slots = this.#slotPlaces().map(({ name }) => [name, copy(found(this.#slots, name))] as const);
    return { weights: new Map(weights), slots: new Map(slots), step: this.#step };
  }

  /** One step of the optimizer. Slots of another optimizer are of no use to it: it starts at 0. */
  update(optimizer: Optimizer, gradients: ReadonlyMap<string, tf.Tensor>): void {
    if (this.#slotNames !== SLOTS[optimizer.type]) this.#startSlots(SLOTS[optimizer.type]);
    this.#step++;
    for (const { name, role } of this.#trainable) {
      const slotNames = this.#slotNames.map((slot) => `${name}/${slot}`);
      const { weight, slots } = takeStep(optimizer, this.#step, {
        weight: this.weight(name),
        slots: slotNames.map((slot) => found(this.#slots, slot)),
        gradient: found(gradients, name),
        decay: role === 'kernel' ? optimizer.learningRate * optimizer.weightDecay : 0,
      });
      replace(this.#weights, name, weight);
      for (const [i, slot] of slotNames.entries()) replace(this.#slots, slot, slots[i]);
    }
  }

  dispose(): void {
    for (const tensor of [...this.#weights.values(), ...this.#slots.values()]) tensor.dispose();
    this.#weights.clear();
    this.#slots.clear();
  }

  #startSlots(names: readonly string[]): void {
    for (const tensor of this.#slots.values()) tensor.dispose();
    this.#slots.clear();
    this.#slotNames = names;
    for (const { name, spec } of this.#slotPlaces()) replace(this.#slots, name, tf.zeros([...spec.shape]));
  }

  #slotPlaces(): { readonly name: string; readonly spec: ParameterSpec }[] {
    return this.#slotNames.flatMap((slot) => this.#trainable.map((spec) => ({ name: `${spec.name}/${slot}`, spec })));
  }
}

function replace(tensors: Map<string, tf.Tensor>, name: string, value: tf.Tensor): void {
  tensors.get(name)?.dispose();
  tensors.set(name, tf.keep(value));
}

function found(tensors: ReadonlyMap<string, tf.Tensor>, name: string): tf.Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`internal error: no array ${name}`);
  return tensor;
}

function tensorOf(tensors: Tensors, name: string, { shape }: ParameterSpec): tf.Tensor {
  const data = tensors.get(name)?.data;
  if (data === undefined) throw new Error(`internal error: no array ${name}`);
  return tf.tensor(data.slice(), [...shape]);
}
