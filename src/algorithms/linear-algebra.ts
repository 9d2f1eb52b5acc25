import { readFileSync } from 'node:fs';

/** The kernels of assembly/index.ts; an address is a byte offset into the memory they were opened with. */
interface Kernels {
  addGram(panel: number, rows: number, columns: number, gram: number): void;
  mirror(matrix: number, rows: number): void;
  rowProducts(a: number, aRows: number, b: number, bRows: number, length: number, products: number): void;
  addCombinations(c: number, rows: number, count: number, length: number, out: number, outCount: number): void;
}

/** The part of the WebAssembly API in use; TypeScript declares it for browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (size: { initial: number }) => Memory;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const pageBytes = 65_536;
/** The module has no static data; the first bytes stay unused so that no address is 0. */
const firstFree = 1024;

/** The SIMD module, compiled once. It holds no memory: every workspace has its own, freed with it. */
export class LinearAlgebra {
  readonly #module: object;

  private constructor(module: object) {
    this.#module = module;
  }

  static load(): LinearAlgebra {
    const file = new URL('../../dist/wasm/linear-algebra.wasm', import.meta.url);
    return new LinearAlgebra(new WebAssembly.Module(readFileSync(file)));
  }

  workspace(): Workspace {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const instance = new WebAssembly.Instance(this.#module, { env: { memory } });
    return new Workspace(memory, instance.exports as Kernels);
  }
}

/** Kernels and the matrices that they work on. Matrices are never freed one by one: drop the workspace. */
export class Workspace {
  readonly kernels: Kernels;
  readonly #memory: Memory;
  #used = firstFree;

  constructor(memory: Memory, kernels: Kernels) {
    this.#memory = memory;
    this.kernels = kernels;
  }

  /** The address of `bytes` zeroed bytes, aligned to 16. Views that were made before are detached. */
  allocate(bytes: number): number {
    const address = this.#used;
    this.#used += Math.ceil(bytes / 16) * 16;
    const missing = this.#used - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes));
    return address;
  }

  float32(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length);
  }

  float64(address: number, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, address, length);
  }
}
