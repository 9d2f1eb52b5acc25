import type { Kernels } from './kernels.js';

const PAGE = 65_536;
/** 4 GiB, the most that a module can address. */
const MAX_PAGES = 65_536;
/** The first bytes stay free, so that no array has address 0. */
const FIRST = 1024;
/** A cache line. */
const ALIGNMENT = 64;

/** An instance of the module with its memory, handed out from bottom to top and given back only as a whole. */
export class Arena {
  readonly kernels: Kernels;
  readonly #memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
  #top = FIRST;

  constructor(module: WebAssembly.Module) {
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    this.kernels = exports as Kernels;
  }

  /** Address of `bytes` zero bytes. Views that were made before may be detached. */
  allocate(bytes: number): number {
    const address = this.#top;
    this.#top = Math.ceil((address + bytes) / ALIGNMENT) * ALIGNMENT;
    const missing = this.#top - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    return address;
  }

  putIntegers(values: ArrayLike<number>): number {
    const address = this.allocate(4 * values.length);
    this.integers(address, values.length).set(values);
    return address;
  }

  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, address, length);
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length);
  }

  integers(address: number, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, address, length);
  }
}
