import type { Eigen } from './eigen.js';
import type { Workspace } from './linear-algebra.js';
import { type Random, randomFor } from './random.js';

/** Vectors that are multiplied together. */
export const vectorsPerProduct = 4;

/** How much of a random start stays when a rough product turns it; both have length 1. */
const randomShare = 0.01;

/** A symmetric positive semi-definite matrix that is known by its products. */
export interface SymmetricOperator {
  readonly order: number;
  /** Vectors that it can multiply, at most `order`. */
  readonly capacity: number;
  /** Numbers from one vector to the next: a multiple of 4, at least `order`; those from `order` on are zero. */
  readonly stride: number;
  /**
   * Multiplies the `vectorsPerProduct` float64 rows at address `vectors`; the products go to address `images`. `first` is the
   * number of vectors that were multiplied before these: a product of the same `first` takes the place of the one before.
   */
  multiply(first: number, vectors: number, images: number): void;
  /** The same with a matrix of nearly the same largest eigenvectors, in a small part of the time; before the first product only. */
  multiplyRoughly(vectors: number, images: number): void;
}

/** Orthonormal rows in a workspace, and what they are made of. */
export interface Combined {
  /** Address of (count x stride) numbers. */
  readonly rows: number;
  /** Address of (count x basisSize) numbers: for each row, its shares of the vectors that were multiplied, in their order. */
  readonly shares: number;
  readonly basisSize: number;
}

/** An orthonormal basis of the Krylov space of a random block, and the matrix projected on it. */
export class KrylovBasis {
  /** Vectors whose image is in the projected matrix; one more block is already in the basis. */
  size = 0;
  readonly #workspace: Workspace;
  readonly #operator: SymmetricOperator;
  readonly #random: Random;
  readonly #basis: number;
  /** Vectors that enter the basis together, a multiple of `vectorsPerProduct`. */
  readonly blockSize: number;
  readonly #image: number;
  readonly #coefficients: number;
  /** Plain arrays: the garbage collector looks up at every typed array that is made. */
  readonly #projectedRows: number[][] = [];
  /** Products of the last block's image outside the basis with itself, blockSize squared. */
  #remainders: readonly number[] = [];

  /** `basis` is the address of (capacity x stride) numbers. */
  constructor(workspace: Workspace, operator: SymmetricOperator, basis: number, blockSize: number) {
    const { order, capacity, stride } = operator;
    this.#workspace = workspace;
    this.#operator = operator;
    this.#random = randomFor('start of block Krylov', order);
    this.#basis = basis;
    this.blockSize = blockSize;
    this.#image = workspace.allocate(blockSize * stride * 8);
    this.#coefficients = workspace.allocate(blockSize * capacity * 8);
    for (const row of this.#rowsOf(basis)) this.#randomise(row);
    this.#orthonormalise(basis);
    this.#turnRoughly(basis);
  }

  canGrow(): boolean {
    return this.size + 2 * this.blockSize <= this.#operator.capacity;
  }

  /** Multiplies the newest block by the matrix, records its projection, and appends what is new as the next block. */
  grow(): void {
    const { stride } = this.#operator;
    const blockSize = this.blockSize;
    const newest = this.#basis + this.size * stride * 8;
    for (let first = 0; first < blockSize; first += vectorsPerProduct) {
      const offset = first * stride * 8;
      this.#operator.multiply(this.size + first, newest + offset, this.#image + offset);
    }
    this.size += blockSize;
    // The image of a block has no part within blocks before the last but one, but for rounding: that goes after the record.
    const first = Math.max(0, this.size - 2 * blockSize);
    this.#projectOut(this.#image, first);
    this.#record(first);
    this.#makeOrthonormalToBasis();
    this.#copyImage(this.#basis + this.size * stride * 8);
  }

  /** Numbers of a row of the projected matrix, from the block before its own up to the diagonal: those before are zero. */
  readonly projectedRow = (row: number): readonly number[] => this.#projectedRows[row];

  /** norm(A u - theta u) of each of these Ritz pairs. */
  residuals({ values, vectors }: Eigen): Float64Array {
    return values.map((_, index) => {
      const end = (index + 1) * this.size;
      return Math.sqrt(Math.max(0, this.#squaredResidual(vectors.subarray(end - this.blockSize, end))));
    });
  }

  /** These Ritz vectors. */
  combine({ values, vectors }: Eigen): Combined {
    const { stride } = this.#operator;
    const count = values.length;
    const coefficients = this.#workspace.allocate(count * this.size * 8);
    const rows = this.#workspace.allocate(count * stride * 8);
    this.#workspace.float64(coefficients, count * this.size).set(vectors);
    this.#workspace.kernels.addCombinations(coefficients, this.#basis, this.size, stride, rows, count);
    return { rows, shares: coefficients, basisSize: this.size };
  }

  /**
   * Turns a random start towards the largest eigenvectors, which saves most of a block later. A share of it stays, since the rough
   * matrix may not see some eigenvector at all.
   */
  #turnRoughly(block: number): void {
    const { kernels } = this.#workspace;
    const { stride } = this.#operator;
    for (let first = 0; first < this.blockSize; first += vectorsPerProduct) {
      const offset = first * stride * 8;
      this.#operator.multiplyRoughly(block + offset, this.#image + offset);
    }
    const rows = this.#rowsOf(block);
    for (const [index, image] of this.#rowsOf(this.#image).entries()) {
      const length = this.#norm(image);
      if (length > 0) kernels.divide(image, length, stride);
      kernels.addMultiple(image, randomShare, rows[index], stride);
    }
    this.#copyImage(block);
    this.#orthonormalise(block);
  }

  #copyImage(block: number): void {
    const length = this.blockSize * this.#operator.stride;
    this.#workspace.float64(block, length).set(this.#workspace.float64(this.#image, length));
  }

  /**
   * Repeats until hardly anything is left to subtract: twice is enough, but for vectors within the basis. Of those only rounding is
   * left, which may be within the basis too: they give way to random ones.
   */
  #makeOrthonormalToBasis(): void {
    this.#orthonormalise(this.#image);
    for (let pass = 1; ; pass++) {
      this.#projectOut(this.#image, 0);
      const within = this.#rowsOf(this.#image).filter((row) => this.#norm(row) < 0.5);
      if (pass % 2 === 0) for (const row of within) this.#randomise(row);
      this.#orthonormalise(this.#image);
      if (within.length === 0) return;
    }
  }

  /**
   * Subtracts from a block its part within the basis, from its vector `first` on; the coefficients, negated, stay in `#coefficients`.
   */
  #projectOut(block: number, first: number): void {
    const { kernels } = this.#workspace;
    const { stride } = this.#operator;
    const vectors = this.#basis + first * stride * 8;
    const count = this.size - first;
    kernels.rowProducts(vectors, count, block, this.blockSize, stride, this.#coefficients);
    kernels.divide(this.#coefficients, -1, this.blockSize * count);
    kernels.addCombinations(this.#coefficients, vectors, count, stride, block, this.blockSize);
  }

  #record(first: number): void {
    const { stride } = this.#operator;
    const blockSize = this.blockSize;
    const count = this.size - first;
    for (let j = 0; j < blockSize; j++) {
      const coefficients = this.#workspace.float64(this.#coefficients + j * count * 8, count - blockSize + j + 1);
      this.#projectedRows.push(Array.from(coefficients, (value) => -value));
    }
    this.#workspace.kernels.rowProducts(this.#image, blockSize, this.#image, blockSize, stride, this.#coefficients);
    this.#remainders = Array.from(this.#workspace.float64(this.#coefficients, blockSize * blockSize));
  }

  /** Of the vector whose coefficients for the last block are `last`: only these are multiplied out of the basis. */
  #squaredResidual(last: Float64Array): number {
    const blockSize = this.blockSize;
    return this.#remainders.reduce((sum, product, index) => {
      return sum + product * last[Math.floor(index / blockSize)] * last[index % blockSize];
    }, 0);
  }

  /** Makes a block's vectors orthonormal; one that vanishes gives way to a random one. */
  #orthonormalise(block: number): void {
    const { kernels } = this.#workspace;
    const { stride } = this.#operator;
    const orthonormal = (first: number) => kernels.orthonormalise(block, this.blockSize, stride, first);
    for (let done = orthonormal(0); done < this.blockSize; done = orthonormal(done)) {
      this.#randomise(block + done * stride * 8);
    }
  }

  #rowsOf(block: number): number[] {
    return Array.from({ length: this.blockSize }, (_, index) => block + index * this.#operator.stride * 8);
  }

  #randomise(row: number): void {
    const { order, stride } = this.#operator;
    const values = this.#workspace.float64(row, stride);
    for (let i = 0; i < order; i++) values[i] = this.#random.uniform() - 0.5;
    values.fill(0, order);
  }

  #norm(row: number): number {
    return Math.sqrt(this.#workspace.kernels.dot(row, row, this.#operator.stride));
  }
}
