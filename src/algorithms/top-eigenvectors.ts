import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Workspace } from './linear-algebra.js';
import { type Random, randomFor } from './random.js';

/** Vectors that enter the basis together: eigenvalues of a higher multiplicity than this may be counted too rarely. */
const blockSize = 5;
/**
 * A Ritz pair is accepted when norm(A u - theta u) <= tolerance * theta: some eigenvalue is then within tolerance * theta of
 * theta, and nearer by far in practice, as the error falls with the square of the residual (Parlett 1998, chapters 4 and 11).
 */
const tolerance = 1e-5;
/** The tolerance's floor relative to the largest eigenvalue: the Gram matrix is summed from float32 products. */
const floor = 1e-8;
/** Below this order, a full decomposition is fast enough. */
const smallOrder = 200;

/** A symmetric positive semi-definite float64 matrix in a workspace: the leading `order` rows of `stride` numbers. */
export interface SymmetricMatrix {
  readonly address: number;
  readonly order: number;
  /** Even, at least `order`; the padding is zero. */
  readonly stride: number;
}

/**
 * Address of `count` orthonormal rows of `matrix.stride` numbers: the eigenvectors of the `count` largest eigenvalues, largest
 * first. Block Krylov (block Lanczos with full reorthogonalisation): Golub & Underwood 1977; Musco & Musco 2015.
 */
export function topEigenvectors(workspace: Workspace, matrix: SymmetricMatrix, count: number): number {
  if (matrix.order <= smallOrder || 4 * count >= matrix.order) return allEigenvectors(workspace, matrix, count);
  const krylov = new KrylovBasis(workspace, matrix);
  for (let next = 3 * count; ; next = Math.ceil(krylov.size * 1.2)) {
    while (krylov.size < next && krylov.canGrow()) krylov.grow();
    const ritz = eigen(krylov.projected, krylov.size);
    if (krylov.converged(ritz, count)) return krylov.combine(ritz, count);
    if (!krylov.canGrow()) return allEigenvectors(workspace, matrix, count);
  }
}

function allEigenvectors(workspace: Workspace, { address, order, stride }: SymmetricMatrix, count: number): number {
  const source = workspace.float64(address, order * stride);
  const { vectors } = eigen((row, column) => source[row * stride + column], order);
  const rows = workspace.allocate(count * stride * 8);
  const target = workspace.float64(rows, count * stride);
  for (let j = 0; j < count; j++) target.set(vectors[j], j * stride);
  return rows;
}

/** Eigenvalues, largest first, and their eigenvectors. */
export interface Eigen {
  readonly values: readonly number[];
  readonly vectors: readonly Float64Array[];
}

/** All eigenpairs of a small symmetric matrix, of which the lower triangle is read. */
export function eigen(entry: (row: number, column: number) => number, order: number): Eigen {
  const matrix = new Matrix(order, order);
  for (let i = 0; i < order; i++) {
    for (let j = 0; j <= i; j++) {
      const value = entry(i, j);
      matrix.set(i, j, value);
      matrix.set(j, i, value);
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const columns = Array.from({ length: order }, (_, index) => order - 1 - index);
  return {
    values: columns.map((column) => realEigenvalues[column]),
    vectors: columns.map((column) => Float64Array.from(eigenvectorMatrix.getColumn(column))),
  };
}

/** An orthonormal basis of the Krylov space of a random block, and the matrix projected on it. */
class KrylovBasis {
  /** Vectors whose image is in the projected matrix; one more block is already in the basis. */
  size = 0;
  readonly #workspace: Workspace;
  readonly #matrix: SymmetricMatrix;
  readonly #random: Random;
  readonly #basis: number;
  readonly #image: number;
  readonly #coefficients: number;
  readonly #projectedRows: Float64Array[] = [];
  /** Frobenius norm of the last block's image outside the basis. */
  #residual = 0;

  constructor(workspace: Workspace, matrix: SymmetricMatrix) {
    const { order, stride } = matrix;
    this.#workspace = workspace;
    this.#matrix = matrix;
    this.#random = randomFor('start of block Krylov', order);
    // Address space for the largest basis; memory that is never touched is never resident.
    this.#basis = workspace.allocate(order * stride * 8);
    this.#image = workspace.allocate(blockSize * stride * 8);
    this.#coefficients = workspace.allocate(blockSize * order * 8);
    for (let j = 0; j < blockSize; j++) this.#randomise(this.#row(this.#basis, j));
    this.#orthonormalise(this.#basis);
  }

  canGrow(): boolean {
    return this.size + 2 * blockSize <= this.#matrix.order;
  }

  /** Multiplies the newest block by the matrix, records its projection, and appends what is new as the next block. */
  grow(): void {
    const { kernels } = this.#workspace;
    const { address, stride } = this.#matrix;
    const newest = this.#basis + this.size * stride * 8;
    kernels.rowProducts(address, stride, newest, blockSize, stride, this.#image);
    this.size += blockSize;
    this.#projectOut(this.#image);
    this.#record();
    this.#residual = norm(this.#workspace.float64(this.#image, blockSize * stride));
    this.#makeOrthonormalToBasis();
    const next = this.#basis + this.size * stride * 8;
    this.#workspace.float64(next, blockSize * stride).set(this.#workspace.float64(this.#image, blockSize * stride));
  }

  /** Entry of the projected matrix, row >= column. */
  readonly projected = (row: number, column: number): number => this.#projectedRows[row][column];

  /** Whether the residuals of the first `count` Ritz pairs, bounded from above, are within the tolerance. */
  converged({ values, vectors }: Eigen, count: number): boolean {
    for (let j = 0; j < count; j++) {
      const residual = this.#residual * norm(vectors[j].subarray(this.size - blockSize));
      if (residual > Math.max(tolerance * values[j], floor * values[0])) return false;
    }
    return true;
  }

  /** Address of the first `count` Ritz vectors. */
  combine({ vectors }: Eigen, count: number): number {
    const { stride } = this.#matrix;
    const coefficients = this.#workspace.allocate(count * this.size * 8);
    const rows = this.#workspace.allocate(count * stride * 8);
    const target = this.#workspace.float64(coefficients, count * this.size);
    for (let j = 0; j < count; j++) target.set(vectors[j], j * this.size);
    this.#workspace.kernels.addCombinations(coefficients, this.#basis, this.size, stride, rows, count);
    return rows;
  }

  /** Repeats until hardly anything is left to subtract: twice is enough, but for a block that was within the basis. */
  #makeOrthonormalToBasis(): void {
    let shortest = 0;
    this.#orthonormalise(this.#image);
    while (shortest < 0.5) {
      this.#projectOut(this.#image);
      shortest = Math.min(...this.#block(this.#image).map(norm));
      this.#orthonormalise(this.#image);
    }
  }

  /** Subtracts from a block its part within the basis; the coefficients, negated, stay in `#coefficients`. */
  #projectOut(block: number): void {
    const { kernels } = this.#workspace;
    const { stride } = this.#matrix;
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
  }

  /** Modified Gram-Schmidt within a block; a vector that vanishes gives way to a random one. */
  #orthonormalise(block: number): void {
    const rows = this.#block(block);
    for (const [index, row] of rows.entries()) {
      const before = norm(row);
      for (const earlier of rows.slice(0, index)) subtractProjection(row, earlier);
      if (norm(row) <= 1e-12 * before || before === 0) {
        this.#randomise(row);
        for (const earlier of rows.slice(0, index)) subtractProjection(row, earlier);
      }
      const length = norm(row);
      for (let i = 0; i < row.length; i++) row[i] /= length;
    }
  }

  #block(address: number): Float64Array[] {
    return Array.from({ length: blockSize }, (_, index) => this.#row(address, index));
  }

  #row(address: number, index: number): Float64Array {
    return this.#workspace.float64(address + index * this.#matrix.stride * 8, this.#matrix.stride);
  }

  #randomise(row: Float64Array): void {
    for (let i = 0; i < this.#matrix.order; i++) row[i] = this.#random.uniform() - 0.5;
  }
}

function subtractProjection(row: Float64Array, unit: Float64Array): void {
  let product = 0;
  for (let i = 0; i < row.length; i++) product += row[i] * unit[i];
  for (let i = 0; i < row.length; i++) row[i] -= product * unit[i];
}

function norm(row: Float64Array): number {
  let sum = 0;
  for (const value of row) sum += value * value;
  return Math.sqrt(sum);
}
