/** Kernels of training.wasm; assembly/ documents each. Pointers and lengths are plain numbers. */
export interface Kernels {
  convolutionForward(...args: number[]): void;
  convolutionInputGradient(...args: number[]): void;
  convolutionWeightGradient(...args: number[]): void;
  biasGradient(...args: number[]): void;
  packForward(...args: number[]): void;
  packBackward(...args: number[]): void;
  gather(...args: number[]): void;
  pad(...args: number[]): void;
  unblock(...args: number[]): void;
  maxPoolingForward(...args: number[]): void;
  maxPoolingGradient(...args: number[]): void;
  reluGradient(...args: number[]): void;
  softmaxCrossEntropy(...args: number[]): number;
  sgd(...args: number[]): void;
  momentum(...args: number[]): void;
  adam(...args: number[]): void;
}

const PAGE = 65_536;
/** 4 GiB, the most that a module can address. */
const MAX_PAGES = 65_536;
/** The first bytes stay free, so that no array has address 0. */
const FIRST = 1024;

/** An instance of the module with its memory, handed out from bottom to top and given back only as a whole. */
export class Arena {
  readonly kernels: Kernels;
  readonly #memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
  #top = FIRST;

  constructor(module: WebAssembly.Module) {
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    this.kernels = exports as Kernels;
  }

  /** Address of `size` zero bytes. */
  allocate(size: number): number {
    const address = this.#top;
    this.#top = Math.ceil((address + size) / 64) * 64;
    const missing = this.#top - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    return address;
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length);
  }

  integers(address: number, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, address, length);
  }

  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, address, length);
  }

  putIntegers(values: Int32Array): number {
    const address = this.allocate(values.byteLength);
    this.integers(address, values.length).set(values);
    return address;
  }
}
