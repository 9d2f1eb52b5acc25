import { type Eigen, eigen } from './eigen.js';
import type { Workspace } from './linear-algebra.js';
import { type Random, randomFor } from './random.js';

/** Vectors that enter the basis together: eigenvalues of a higher multiplicity than this may be counted too rarely. */
export const blockSize = 8;
/**
 * A Ritz pair is accepted when norm(A u - theta u) <= tolerance * theta: some eigenvalue is then within tolerance * theta of
 * theta, and nearer by far in practice, as the error falls with the square of the residual (Parlett 1998, chapters 4 and 11).
 */
const tolerance = 1e-4;
/** The tolerance's floor relative to the largest eigenvalue: products with the matrix are sums of float32 products. */
const floor = 1e-8;

/** Orthonormal rows in a workspace, and what they are made of. */
export interface Combined {
  /** Address of (count x stride) numbers. */
  readonly rows: number;
  /** For each row, its shares of the vectors that were multiplied, in their order. */
  readonly shares: readonly Float64Array[];
}

/** A symmetric positive semi-definite matrix that is known by its products. */
export interface SymmetricOperator {
  readonly order: number;
  /** Numbers from one vector to the next: even, at least `order`; those from `order` on are zero. */
  readonly stride: number;
  /** Multiplies `blockSize` float64 rows at address `block`; the products go to address `image`. */
  multiply(block: number, image: number): void;
}

/**
 * The eigenvectors of the `count` largest eigenvalues, largest first; nothing if the whole space does not have room for enough
 * vectors. Block Krylov (block Lanczos with full reorthogonalisation): Golub & Underwood 1977; Musco & Musco 2015.
 */
export function topEigenvectors(
  workspace: Workspace,
  operator: SymmetricOperator,
  count: number,
): Combined | undefined {
  const krylov = new KrylovBasis(workspace, operator);
  // As many vectors as activations need; then a block at a time.
  for (let next = 2 * count + 4 * blockSize; ; next = krylov.size + blockSize) {
    while (krylov.size < next && krylov.canGrow()) krylov.grow();
    if (krylov.size < count) return undefined;
    const ritz = eigen(workspace, krylov.projected, krylov.size, count);
    if (krylov.converged(ritz)) return krylov.combine(ritz);
    if (!krylov.canGrow()) return undefined;
  }
}

/** An orthonormal basis of the Krylov space of a random block, and the matrix projected on it. */
class KrylovBasis {
  /** Vectors whose image is in the projected matrix; one more block is already in the basis. */
  size = 0;
  readonly #workspace: Workspace;
  readonly #operator: SymmetricOperator;
  readonly #random: Random;
  readonly #basis: number;
  readonly #image: number;
  readonly #coefficients: number;
  readonly #projectedRows: Float64Array[] = [];
  /** Products of the last block's image outside the basis with itself, blockSize squared. */
  #residuals = new Float64Array();

  constructor(workspace: Workspace, operator: SymmetricOperator) {
    const { order, stride } = operator;
    this.#workspace = workspace;
    this.#operator = operator;
    this.#random = randomFor('start of block Krylov', order);
    // Address space for the largest basis; memory that is never touched is never resident.
    this.#basis = workspace.reserve(order * stride * 8);
    this.#image = workspace.allocate(blockSize * stride * 8);
    this.#coefficients = workspace.allocate(blockSize * order * 8);
    for (let j = 0; j < blockSize; j++) this.#randomise(this.#basis + j * stride * 8);
    this.#orthonormalise(this.#basis);
  }

  canGrow(): boolean {
    return this.size + 2 * blockSize <= this.#operator.order;
  }

  /** Multiplies the newest block by the matrix, records its projection, and appends what is new as the next block. */
  grow(): void {
    const { stride } = this.#operator;
    const newest = this.#basis + this.size * stride * 8;
    this.#operator.multiply(newest, this.#image);
    this.size += blockSize;
    this.#projectOut(this.#image);
    this.#record();
    this.#makeOrthonormalToBasis();
    const next = this.#basis + this.size * stride * 8;
    this.#workspace.float64(next, blockSize * stride).set(this.#workspace.float64(this.#image, blockSize * stride));
  }

  /** Entry of the projected matrix, row >= column. */
  readonly projected = (row: number, column: number): number => this.#projectedRows[row][column];

  /** Whether the residuals of these Ritz pairs are within the tolerance. */
  converged({ values, vectors }: Eigen): boolean {
    return vectors.every((vector, index) => {
      const allowed = Math.max(tolerance * values[index], floor * values[0]);
      return this.#squaredResidual(vector.subarray(-blockSize)) <= allowed ** 2;
    });
  }

  /** These Ritz vectors. */
  combine({ vectors }: Eigen): Combined {
    const { stride } = this.#operator;
    const count = vectors.length;
    const coefficients = this.#workspace.allocate(count * this.size * 8);
    const rows = this.#workspace.allocate(count * stride * 8);
    const target = this.#workspace.float64(coefficients, count * this.size);
    for (let j = 0; j < count; j++) target.set(vectors[j], j * this.size);
    this.#workspace.kernels.addCombinations(coefficients, this.#basis, this.size, stride, rows, count);
    return { rows, shares: vectors };
  }

  /** Repeats until hardly anything is left to subtract: twice is enough, but for a block that was within the basis. */
  #makeOrthonormalToBasis(): void {
    let shortest = 0;
    this.#orthonormalise(this.#image);
    while (shortest < 0.5) {
      this.#projectOut(this.#image);
      shortest = Math.min(...this.#rowsOf(this.#image).map((row) => this.#norm(row)));
      this.#orthonormalise(this.#image);
    }
  }

  /** Subtracts from a block its part within the basis; the coefficients, negated, stay in `#coefficients`. */
  #projectOut(block: number): void {
    const { kernels } = this.#workspace;
    const { stride } = this.#operator;
    kernels.rowProducts(this.#basis, this.size, block, blockSize, stride, this.#coefficients);
    const coefficients = this.#workspace.float64(this.#coefficients, blockSize * this.size);
    for (let i = 0; i < coefficients.length; i++) coefficients[i] = -coefficients[i];
    kernels.addCombinations(this.#coefficients, this.#basis, this.size, stride, block, blockSize);
  }

  #record(): void {
    const coefficients = this.#workspace.float64(this.#coefficients, blockSize * this.size);
    for (let j = 0; j < blockSize; j++) {
      this.#projectedRows.push(coefficients.slice(j * this.size, (j + 1) * this.size).map((value) => -value));
    }
    const { stride } = this.#operator;
    this.#workspace.kernels.rowProducts(this.#image, blockSize, this.#image, blockSize, stride, this.#coefficients);
    this.#residuals = this.#workspace.float64(this.#coefficients, blockSize ** 2).slice();
  }

  /** Of the vector whose coefficients for the last block are `last`: only these are multiplied out of the basis. */
  #squaredResidual(last: Float64Array): number {
    return this.#residuals.reduce((sum, product, index) => {
      return sum + product * last[Math.floor(index / blockSize)] * last[index % blockSize];
    }, 0);
  }

  /** Modified Gram-Schmidt within a block; a vector that vanishes gives way to a random one. */
  #orthonormalise(block: number): void {
    const { stride } = this.#operator;
    const rows = this.#rowsOf(block);
    for (const [index, row] of rows.entries()) {
      const before = this.#norm(row);
      for (const earlier of rows.slice(0, index)) this.#subtractProjection(row, earlier);
      if (this.#norm(row) <= 1e-12 * before || before === 0) {
        this.#randomise(row);
        for (const earlier of rows.slice(0, index)) this.#subtractProjection(row, earlier);
      }
      const length = this.#norm(row);
      const values = this.#workspace.float64(row, stride);
      for (let i = 0; i < stride; i++) values[i] /= length;
    }
  }

  #rowsOf(block: number): number[] {
    return Array.from({ length: blockSize }, (_, index) => block + index * this.#operator.stride * 8);
  }

  #randomise(row: number): void {
    const { order, stride } = this.#operator;
    const values = this.#workspace.float64(row, stride);
    for (let i = 0; i < order; i++) values[i] = this.#random.uniform() - 0.5;
    values.fill(0, order);
  }

  #subtractProjection(row: number, unit: number): void {
    const { kernels } = this.#workspace;
    const { stride } = this.#operator;
    kernels.addMultiple(row, -kernels.dot(row, unit, stride), unit, stride);
  }

  #norm(row: number): number {
    return Math.sqrt(this.#workspace.kernels.dot(row, row, this.#operator.stride));
  }
}
