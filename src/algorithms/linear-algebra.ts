import { compile, isFused } from './fused.js';

/** The kernels of assembly/; an address is a byte offset into the memory they were opened with. */
interface Kernels {
  addSums(samples: number, rows: number, columns: number, sums: number): void;
  centreRows(
    samples: number,
    rows: number,
    columns: number,
    means: number,
    panels: number,
    panelColumns: number,
    panelBytes: number,
    quadBytes: number,
  ): number;
  centreColumns(
    samples: number,
    rows: number,
    columns: number,
    means: number,
    panel: number,
    first: number,
    quadBytes: number,
  ): number;
  addGram(panel: number, rows: number, columns: number, sums: number, gram: number): void;
  transposeTimesBlock(panel: number, rows: number, columns: number, block: number, part: number): void;
  addTimesGram(
    panel: number,
    panelBytes: number,
    count: number,
    rows: number,
    columns: number,
    block: number,
    part: number,
    partsBytes: number,
    sums: number,
    images: number,
  ): void;
  packBlock(rows: number, length: number, block: number): void;
  addPart(part: number, columns: number, rows: number, stride: number): void;
  combineParts(
    coefficients: number,
    groups: number,
    parts: number,
    partsBytes: number,
    panels: number,
    count: number,
    columns: number,
    rows: number,
    stride: number,
  ): void;
  rowProducts(a: number, aRows: number, b: number, bRows: number, length: number, products: number): void;
  rowGram(rows: number, count: number, length: number, products: number): void;
  addCombinations(c: number, rows: number, count: number, length: number, out: number, outCount: number): void;
  dot(a: number, b: number, length: number): number;
  extreme(row: number, length: number): number;
  orthonormalise(rows: number, count: number, length: number, first: number): number;
  divide(target: number, divisor: number, length: number): void;
  addMultiple(target: number, factor: number, source: number, length: number): void;
  decompose(matrix: number, order: number, stride: number, values: number, vectors: number, scratch: number): void;
  packSamples(samples: number, n: number, row: number, mean: number, blocks: number, squares: number): void;
  packCentroids(centroids: number, k: number, row: number, mean: number, weights: number): number;
  assignSamples(
    samples: number,
    n: number,
    row: number,
    blocks: number,
    squares: number,
    centroids: number,
    k: number,
    weights: number,
    largest: number,
    scratch: number,
    assignments: number,
    sums: number,
    counts: number,
  ): void;
  inertia(samples: number, n: number, row: number, centroids: number, assignments: number): number;
  moveCentroids(centroids: number, sums: number, counts: number, k: number, row: number): number;
  nearerDistances(
    samples: number,
    n: number,
    row: number,
    blocks: number,
    squares: number,
    starts: number,
    count: number,
    weights: number,
    largest: number,
    scores: number,
    distances: number,
    nearer: number,
    sums: number,
  ): void;
}

const pageBytes = 65_536;
/** The module has no static data; the first bytes stay unused so that no address is 0. */
const firstFree = 1024;

/** A spare workspace of more than this is not kept: 256 MiB, in bytes. */
const mostSpare = 0x1000_0000;

/** The SIMD module, fused or not, compiled once. */
export class LinearAlgebra {
  readonly #module: WebAssembly.Module;
  /** Fresh memory costs more than what is done in it: the system clears every page of it and takes it back. */
  #spare: Workspace | undefined;

  private constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  static readonly #loaded = new Map<boolean, LinearAlgebra>();

  /** The module, which a process compiles once: the compiler's better code is ready from the second use on. */
  static load(this: void, fused = isFused()): LinearAlgebra {
    const loaded = LinearAlgebra.#loaded.get(fused) ?? new LinearAlgebra(compile('linear-algebra', fused));
    LinearAlgebra.#loaded.set(fused, loaded);
    return loaded;
  }

  /** Lends an empty workspace for as long as `work` takes; what that gives must not be a view of it. */
  using<Result>(work: (workspace: Workspace) => Result): Result {
    const workspace = this.#spare ?? this.workspace();
    this.#spare = undefined;
    const result = work(workspace);
    workspace.clear();
    if (workspace.bytes <= mostSpare) this.#spare = workspace;
    return result;
  }

  /** A workspace of its own, whose memory goes with it. */
  workspace(): Workspace {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const instance = new WebAssembly.Instance(this.#module, { env: { memory } });
    return new Workspace(memory, instance.exports as Kernels);
  }
}

/** Kernels and the matrices that they work on. Matrices are never freed one by one: drop the workspace. */
export class Workspace {
  readonly kernels: Kernels;
  readonly #memory: WebAssembly.Memory;
  #used = firstFree;
  /** Bytes from here on have never been written to. */
  #clean = firstFree;

  constructor(memory: WebAssembly.Memory, kernels: Kernels) {
    this.#memory = memory;
    this.kernels = kernels;
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Gives back everything. */
  clear(): void {
    this.#used = firstFree;
  }

  /** The address of `bytes` zeroed bytes, aligned to 16. Views that were made before are detached. */
  allocate(bytes: number): number {
    const clean = this.#clean;
    const address = this.reserve(bytes);
    if (address < clean) new Uint8Array(this.#memory.buffer, address, Math.min(this.#used, clean) - address).fill(0);
    return address;
  }

  /** The same of bytes that may be anything: untouched ones take address space only. */
  reserve(bytes: number): number {
    const address = this.#used;
    this.#used += Math.ceil(bytes / 16) * 16;
    this.#clean = Math.max(this.#clean, this.#used);
    const missing = this.#used - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes));
    return address;
  }

  float32(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length);
  }

  int32(address: number, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, address, length);
  }

  float64(address: number, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, address, length);
  }
}
