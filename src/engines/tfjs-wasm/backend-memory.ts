import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import type { Kernels } from '../simd/kernels.js';
import { KERNELS_MODULE } from './id.js';

/** Functions of tfjs-wasm.wasm; assembly/ documents each. `window` and names that end in `At` are addresses. */
interface Functions extends Pick<Kernels, 'convolutionInputGradient' | 'convolutionWeightGradient' | 'packBackward'> {
  toCells(window: number, inputAt: number, outputAt: number, samples: number): void;
  fromCells(window: number, inputAt: number, outputAt: number, samples: number): void;
  averagePool(window: number, inputAt: number, outputAt: number, samples: number): void;
  averagePoolGradient(window: number, dOutputAt: number, dInputAt: number, samples: number): void;
  maxPool(window: number, inputAt: number, outputAt: number, samples: number): void;
  maxPoolGradient(
    window: number,
    inputAt: number,
    outputAt: number,
    dOutputAt: number,
    dInputAt: number,
    samples: number,
  ): void;
  relu(inputAt: number, outputAt: number, count: number): void;
  columnSums(inputAt: number, sumsAt: number, rows: number, columns: number): void;
  segmentSums(
    inputAt: number,
    segmentOfRowAt: number,
    sumsAt: number,
    rows: number,
    columns: number,
    segments: number,
  ): void;
}

/** What we use of the backend's class and its module; internals of the version that is pinned. */
interface Backend {
  readonly wasm: {
    readonly asm: { readonly memory: WebAssembly.Memory };
    _malloc: (bytes: number) => number;
    _free(address: number): void;
  };
  getMemoryOffset(dataId: tf.DataId): number;
  makeOutput(shape: readonly number[], dtype: 'float32'): tf.TensorInfo;
}

/** The memory of the current backend with our functions on it. */
export class BackendMemory {
  readonly functions: Functions;
  readonly #backend = tf.backend() as unknown as Backend;
  #scratch: number[] = [];

  constructor() {
    const { wasm } = this.#backend;
    const { memory } = wasm.asm;
    // The first call puts the module's function in the place of another.
    wasm._free(wasm._malloc(1));
    wasm._malloc = checked(wasm._malloc);
    const module = new WebAssembly.Module(readFileSync(KERNELS_MODULE));
    this.functions = new WebAssembly.Instance(module, { env: { memory } }).exports as Functions;
  }

  addressOf({ dataId }: tf.TensorInfo): number {
    return this.#backend.getMemoryOffset(dataId);
  }

  /** A tensor of floats whose values are not set yet. */
  output(shape: readonly number[]): tf.TensorInfo {
    return this.#backend.makeOutput(shape, 'float32');
  }

  /** Address of bytes with any values, until `freeScratch`. */
  allocate(bytes: number): number {
    const address = this.#backend.wasm._malloc(bytes);
    this.#scratch.push(address);
    return address;
  }

  putIntegers(values: ArrayLike<number>): number {
    const address = this.allocate(4 * values.length);
    new Int32Array(this.#backend.wasm.asm.memory.buffer, address, values.length).set(values);
    return address;
  }

  freeScratch(): void {
    for (const address of this.#scratch) this.#backend.wasm._free(address);
    this.#scratch = [];
  }
}

/** The backend goes on with address 0 where no memory is left. Addresses above 2 GiB come as negative numbers. */
function checked(malloc: (bytes: number) => number): (bytes: number) => number {
  return (bytes) => {
    const address = bytes < 0x1_0000_0000 ? malloc(bytes) >>> 0 : 0;
    if (address === 0) throw new RangeError(`out of memory: the module has no ${bytes} bytes left`);
    return address;
  };
}
