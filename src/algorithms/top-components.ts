import {
  type CentredPanels,
  centredPanels,
  eachPanel,
  paddedColumns,
  panelColumns,
  type Samples,
} from './centred-panels.js';
import { eigen } from './eigen.js';
import type { LinearAlgebra, Workspace } from './linear-algebra.js';
import { blockSize, type Combined, topEigenvectors } from './top-eigenvectors.js';

/** Up to this order, a full decomposition is fast enough. */
const smallOrder = 200;

/** The leading principal components, largest first; signs are arbitrary. */
export interface TopComponents {
  /** (d): the mean of each feature. */
  readonly mean: Float64Array;
  /** Sum of all squared differences from the means. */
  readonly squares: number;
  /** (components): squared singular values of the centred data. */
  readonly componentSquares: Float64Array;
  /** (components x d): unit rows; (components x n). Both are zero where there is no variance. */
  readonly loadings: Float64Array;
  readonly scores: Float64Array;
}

/**
 * The `count` largest components of the centred samples, from the smaller of the Gram matrix (n x n) and the scatter matrix
 * (d x d). Its eigenvectors span the subspace; a Rayleigh-Ritz step on the data itself then leaves only the square of their error in
 * the eigenvalues. Products with the data are summed in float32 over one panel or all rows of a column, then in float64.
 */
export function topComponents(samples: Samples, count: number, linalg: LinearAlgebra): TopComponents {
  return linalg.using((workspace) => componentsIn(workspace, samples, count));
}

function componentsIn(workspace: Workspace, samples: Samples, count: number): TopComponents {
  const panels = centredPanels(workspace, samples);
  const { inner, outer, rows, mean, squares } = panels;
  if (!Number.isFinite(squares)) throw new RangeError('PCA: expected finite numbers only');
  const { innerRows, outerRows } = rowsOfBothSides(workspace, panels, count);
  const { values, vectors } = rowGram(workspace, outerRows, paddedColumns(outer), count);
  const componentSquares = values.map((value) => Math.max(0, value));
  const lengths = componentSquares.map(Math.sqrt);
  const reciprocals = lengths.map((length) => (length > 0 ? 1 / length : 0));
  const present = lengths.map((length) => (length > 0 ? 1 : 0));
  // Rows of the outer side are as long as the singular values, those of the inner side are unit vectors.
  const [innerScales, outerScales] = samples.n <= samples.d ? [lengths, reciprocals] : [present, present];
  const innerResult = rotate(workspace, innerRows, rows, inner, vectors, innerScales);
  const outerResult = rotate(workspace, outerRows, paddedColumns(outer), outer, vectors, outerScales);
  const [scores, loadings] = samples.n <= samples.d ? [innerResult, outerResult] : [outerResult, innerResult];
  return { mean, squares, componentSquares, loadings, scores };
}

/** Addresses of rows in a workspace. */
interface BothSides {
  /** `count` orthonormal rows of `panels.rows` numbers: the largest eigenvectors of the panels' Gram matrix. */
  readonly innerRows: number;
  /** `count` rows of `paddedColumns(outer)` numbers: the data's columns seen from each of them. */
  readonly outerRows: number;
}

function rowsOfBothSides(workspace: Workspace, panels: CentredPanels, count: number): BothSides {
  const { inner, rows } = panels;
  if (inner > smallOrder && 4 * count < inner) {
    const product = new GramProduct(workspace, panels);
    const operator = { order: inner, stride: rows, multiply: product.multiply };
    const found = topEigenvectors(workspace, operator, count);
    if (found !== undefined) return { innerRows: found.rows, outerRows: product.outerRows(found) };
  }
  const innerRows = gramVectors(workspace, panels, count);
  return { innerRows, outerRows: project(workspace, panels, innerRows, count) };
}

/** Multiplies blocks by the Gram matrix, one panel at a time, without making it. */
class GramProduct {
  readonly #workspace: Workspace;
  readonly #panels: CentredPanels;
  readonly #packed: number;
  readonly #part: number;
  readonly #sums: number;
  /** For each block so far, the data's columns seen from its vectors: half of a product, and what a projection needs. */
  readonly #outerBlocks: number[] = [];

  constructor(workspace: Workspace, panels: CentredPanels) {
    this.#workspace = workspace;
    this.#panels = panels;
    this.#packed = workspace.allocate(panels.rows * blockSize * 4);
    this.#part = workspace.allocate(panelColumns * blockSize * 4);
    this.#sums = workspace.allocate(panels.rows * blockSize * 8);
  }

  readonly multiply = (block: number, image: number): void => {
    const { kernels } = this.#workspace;
    const { inner, rows, outer } = this.#panels;
    const stride = paddedColumns(outer) * 8;
    const outerBlock = this.#workspace.reserve(blockSize * stride);
    this.#outerBlocks.push(outerBlock);
    kernels.packBlock(block, rows * 8, rows, this.#packed);
    this.#workspace.float64(this.#sums, rows * blockSize).fill(0);
    for (const [panel, first] of eachPanel(this.#panels)) {
      kernels.transposeTimesBlock(panel, rows, inner, panelColumns, this.#packed, this.#part);
      kernels.unpackBlock(this.#part, panelColumns, outerBlock + first * 8, stride);
      kernels.addTimesBlock(panel, rows, panelColumns, this.#part, this.#sums);
    }
    kernels.unpackSums(this.#sums, rows, image, rows * 8);
  };

  /** Address of the data's columns seen from combinations of the blocks' vectors. */
  outerRows({ shares }: Combined): number {
    const columns = paddedColumns(this.#panels.outer);
    const rows = this.#workspace.allocate(shares.length * columns * 8);
    const coefficients = this.#workspace.allocate(shares.length * blockSize * 8);
    for (const [index, block] of this.#outerBlocks.entries()) {
      const target = this.#workspace.float64(coefficients, shares.length * blockSize);
      for (const [j, share] of shares.entries()) {
        target.set(share.subarray(index * blockSize, (index + 1) * blockSize), j * blockSize);
      }
      this.#workspace.kernels.addCombinations(coefficients, block, blockSize, columns, rows, shares.length);
    }
    return rows;
  }
}

/** The same vectors as `topEigenvectors` gives, from the whole Gram matrix. */
function gramVectors(workspace: Workspace, panels: CentredPanels, count: number): number {
  const { inner, rows } = panels;
  const gram = workspace.allocate(rows * rows * 8);
  for (const [panel] of eachPanel(panels)) workspace.kernels.addGram(panel, rows, panelColumns, gram);
  const vectors = workspace.allocate(count * rows * 8);
  const entries = workspace.float64(gram, rows * rows).slice();
  const found = eigen(workspace, (row, column) => entries[row * rows + column], inner, count);
  const target = workspace.float64(vectors, count * rows);
  for (const [index, vector] of found.vectors.entries()) target.set(vector, index * rows);
  return vectors;
}

/** Address of count x paddedColumns(outer): the data's columns seen from each of the inner vectors. */
function project(workspace: Workspace, panels: CentredPanels, vectors: number, count: number): number {
  const { kernels } = workspace;
  const { inner, rows, outer } = panels;
  const blocks = Math.ceil(count / blockSize);
  const stride = paddedColumns(outer) * 8;
  const packed = workspace.allocate(blocks * rows * blockSize * 4);
  const part = workspace.allocate(panelColumns * blockSize * 4);
  const padded = workspace.allocate(blocks * blockSize * rows * 8);
  const projected = workspace.allocate(blocks * blockSize * stride);
  workspace.float64(padded, count * rows).set(workspace.float64(vectors, count * rows));
  for (let block = 0; block < blocks; block++) {
    kernels.packBlock(padded + block * blockSize * rows * 8, rows * 8, rows, packed + block * rows * blockSize * 4);
  }
  for (const [panel, first] of eachPanel(panels)) {
    for (let block = 0; block < blocks; block++) {
      kernels.transposeTimesBlock(panel, rows, inner, panelColumns, packed + block * rows * blockSize * 4, part);
      kernels.unpackBlock(part, panelColumns, projected + block * blockSize * stride + first * 8, stride);
    }
  }
  return projected;
}

function rowGram(workspace: Workspace, rows: number, length: number, count: number) {
  const products = workspace.allocate(count * count * 8);
  workspace.kernels.rowProducts(rows, count, rows, count, length, products);
  const values = workspace.float64(products, count * count).slice();
  return eigen(workspace, (i, j) => values[i * count + j], count);
}

/** Combines rows by each of the vectors, scaled; the result has no padding. */
function rotate(
  workspace: Workspace,
  rows: number,
  stride: number,
  length: number,
  vectors: readonly Float64Array[],
  scales: Float64Array,
): Float64Array {
  const count = vectors.length;
  const coefficients = workspace.allocate(count * count * 8);
  const rotated = workspace.allocate(count * stride * 8);
  const target = workspace.float64(coefficients, count * count);
  for (const [j, vector] of vectors.entries())
    target.set(
      vector.map((value) => value * scales[j]),
      j * count,
    );
  workspace.kernels.addCombinations(coefficients, rows, count, stride, rotated, count);
  const result = new Float64Array(count * length);
  const source = workspace.float64(rotated, count * stride);
  for (let j = 0; j < count; j++) result.set(source.subarray(j * stride, j * stride + length), j * length);
  return result;
}
