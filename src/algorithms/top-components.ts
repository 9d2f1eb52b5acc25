import {
  type CentredPanels,
  centredPanels,
  eachPanel,
  paddedColumns,
  panelColumns,
  type Samples,
} from './centred-panels.js';
import { eigen } from './eigen.js';
import { GramProduct, partBytes } from './gram-product.js';
import { vectorsPerProduct } from './krylov-basis.js';
import type { LinearAlgebra, Workspace } from './linear-algebra.js';
import { topEigenvectors } from './top-eigenvectors.js';

/** Up to this order, a full decomposition is fast enough. */
const smallOrder = 200;

/** Far more than any number of components has needed, and few enough for the memory of a WebAssembly module. */
const mostVectors = 2048;

/** The leading principal components, largest first; the largest absolute entry of each one's loadings is positive. */
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
 * the eigenvalues. Products with the data are summed in float32 over a few panels or all rows of a column, then in float64.
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
  const divisors = (of: (length: number) => number) => {
    return lengths.map((length) => (length > 0 ? of(length) : Number.POSITIVE_INFINITY));
  };
  const [shorten, lengthen, keep] = [divisors((length) => length), divisors((length) => 1 / length), divisors(() => 1)];
  // Rows of the outer side are as long as the singular values, those of the inner side are unit vectors.
  const [innerDivisors, outerDivisors] = samples.n <= samples.d ? [lengthen, shorten] : [keep, keep];
  const innerSide = rotated(workspace, { rows: innerRows, stride: rows, length: inner }, vectors, innerDivisors);
  const outerSide = rotated(
    workspace,
    { rows: outerRows, stride: paddedColumns(outer), length: outer },
    vectors,
    outerDivisors,
  );
  const [scores, loadings] = samples.n <= samples.d ? [innerSide, outerSide] : [outerSide, innerSide];
  orient(workspace, loadings, scores, count);
  return {
    mean,
    squares,
    componentSquares,
    loadings: copyOf(workspace, loadings, count),
    scores: copyOf(workspace, scores, count),
  };
}

/** Addresses of rows in a workspace. */
interface BothSides {
  /** `count` orthonormal rows of `panels.rows` numbers: the largest eigenvectors of the panels' Gram matrix. */
  readonly innerRows: number;
  /** `count` rows of `paddedColumns(outer)` numbers: the data's columns seen from each of them. */
  readonly outerRows: number;
}

function rowsOfBothSides(workspace: Workspace, panels: CentredPanels, count: number): BothSides {
  const { inner } = panels;
  if (inner > smallOrder && 4 * count < inner) {
    const product = new GramProduct(workspace, panels, Math.min(inner, Math.max(16 * count, mostVectors)));
    const found = topEigenvectors(workspace, product, count);
    if (found !== undefined) return { innerRows: found.rows, outerRows: product.outerRows(found, count) };
  }
  const innerRows = gramVectors(workspace, panels, count);
  return { innerRows, outerRows: project(workspace, panels, innerRows, count) };
}

/** The same vectors as `topEigenvectors` gives, from the whole Gram matrix. */
function gramVectors(workspace: Workspace, panels: CentredPanels, count: number): number {
  const { inner, rows } = panels;
  const gram = workspace.allocate(rows * rows * 8);
  const sums = workspace.allocate(rows * vectorsPerProduct * 4);
  for (const [panel] of eachPanel(panels)) workspace.kernels.addGram(panel, rows, panelColumns, sums, gram);
  const vectors = workspace.allocate(count * rows * 8);
  const found = eigen(workspace, (row) => workspace.float64(gram + row * rows * 8, row + 1), inner, count);
  const target = workspace.float64(vectors, count * rows);
  for (let j = 0; j < count; j++) target.set(found.vectors.subarray(j * inner, (j + 1) * inner), j * rows);
  return vectors;
}

/** Address of count x paddedColumns(outer): the data's columns seen from each of the inner vectors. */
function project(workspace: Workspace, panels: CentredPanels, vectors: number, count: number): number {
  const { kernels } = workspace;
  const { rows, outer } = panels;
  const products = Math.ceil(count / vectorsPerProduct);
  const stride = paddedColumns(outer) * 8;
  const blockBytes = rows * vectorsPerProduct * 4;
  const blocks = workspace.allocate(products * blockBytes);
  const part = workspace.allocate(partBytes);
  const padded = workspace.allocate(2 * products * blockBytes);
  const projected = workspace.allocate(products * vectorsPerProduct * stride);
  workspace.float64(padded, count * rows).set(workspace.float64(vectors, count * rows));
  for (let i = 0; i < products; i++) kernels.packBlock(padded + 2 * i * blockBytes, rows, blocks + i * blockBytes);
  for (const [panel, first] of eachPanel(panels)) {
    for (let i = 0; i < products; i++) {
      kernels.transposeTimesBlock(panel, rows, panelColumns, blocks + i * blockBytes, part);
      kernels.addPart(part, panelColumns, projected + i * vectorsPerProduct * stride + first * 8, stride);
    }
  }
  return projected;
}

function rowGram(workspace: Workspace, rows: number, length: number, count: number) {
  const products = workspace.allocate(count * count * 8);
  workspace.kernels.rowGram(rows, count, length, products);
  return eigen(workspace, (row) => workspace.float64(products + row * count * 8, row + 1), count);
}

/** Rows in a workspace, `stride` numbers apart, of which `length` count. */
interface Side {
  readonly rows: number;
  readonly stride: number;
  readonly length: number;
}

/** Combines a side's rows by each of the vectors, divided. */
function rotated(workspace: Workspace, side: Side, vectors: Float64Array, divisors: Float64Array): Side {
  const { kernels } = workspace;
  const { rows, stride } = side;
  const count = divisors.length;
  const coefficients = workspace.allocate(count * count * 8);
  const result = workspace.allocate(count * stride * 8);
  workspace.float64(coefficients, count * count).set(vectors);
  for (let j = 0; j < count; j++) kernels.divide(coefficients + j * count * 8, divisors[j], count);
  kernels.addCombinations(coefficients, rows, count, stride, result, count);
  return { ...side, rows: result };
}

/** Gives each component the sign that makes the largest absolute entry of its loadings positive; the first of equals decides. */
function orient({ kernels }: Workspace, loadings: Side, scores: Side, count: number): void {
  const row = (side: Side, j: number) => side.rows + j * side.stride * 8;
  for (let j = 0; j < count; j++) {
    if (kernels.extreme(row(loadings, j), loadings.length) >= 0) continue;
    for (const side of [loadings, scores]) kernels.divide(row(side, j), -1, side.length);
  }
}

function copyOf(workspace: Workspace, { rows, stride, length }: Side, count: number): Float64Array {
  const result = new Float64Array(count * length);
  for (let j = 0; j < count; j++) result.set(workspace.float64(rows + j * stride * 8, length), j * length);
  return result;
}
