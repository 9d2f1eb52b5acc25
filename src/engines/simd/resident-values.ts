import type { Samples } from '../engine.js';
import type { Arena } from './arena.js';

type Values = Samples['values'];

interface Place {
  readonly address: number;
  readonly bytes: number;
  readonly values: Values;
}

/**
 * The values of sample sets in the module's memory: of the two that were used last, such as for training and for the test.
 * Others take the place of the older one, so that samples which change from epoch to epoch take no more memory.
 */
export class ResidentValues {
  readonly #arena: Arena;
  #latest: Place | undefined;
  #older: Place | undefined;

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  addressOf(values: Values): number {
    if (this.#latest?.values === values) return this.#latest.address;
    const place = this.#older?.values === values ? this.#older : this.#put(values, this.#older);
    [this.#latest, this.#older] = [place, this.#latest];
    return place.address;
  }

  #put(values: Values, old: Place | undefined): Place {
    const { buffer, byteOffset, byteLength } = values;
    const room = old !== undefined && old.bytes >= byteLength ? old : this.#allocate(byteLength);
    this.#arena.bytes(room.address, byteLength).set(new Uint8Array(buffer, byteOffset, byteLength));
    return { ...room, values };
  }

  #allocate(bytes: number): Omit<Place, 'values'> {
    return { address: this.#arena.allocate(bytes), bytes };
  }
}
