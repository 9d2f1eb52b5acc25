import type { LinearAlgebra, Workspace } from './linear-algebra.js';
import { eigen, topEigenvectors } from './top-eigenvectors.js';

/** Columns of the centred data whose products are summed in float32 before they are added in float64. */
const panelColumns = 256;

/** The leading singular triplets of the centred data, largest first. */
export interface SingularTriplets {
  /** Squared singular values. */
  readonly squares: Float64Array;
  /** Sum of all squared singular values. */
  readonly totalSquares: number;
  /** Unit vectors, components x n and components x d; a component with no variance may have any in either. */
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** Rows of float32 samples and their feature means. */
export interface CentredData {
  readonly x: Float32Array;
  readonly n: number;
  readonly d: number;
  readonly mean: Float64Array;
}

/**
 * The `count` largest singular triplets of x - mean, from the smaller of the Gram matrix (n x n) and the scatter matrix
 * (d x d). Its eigenvectors span the subspace; a Rayleigh-Ritz step on the data itself, in float64, then removes the
 * float32 rounding of that matrix from values and vectors.
 */
export function topSingularTriplets(data: CentredData, count: number, linalg: LinearAlgebra): SingularTriplets {
  const workspace = linalg.workspace();
  const sides = data.n <= data.d ? samplesFirst(data) : featuresFirst(data);
  const stride = paddedOrder(sides.inner);
  const panels = centredPanels(workspace, sides);
  const gram = gramOf(workspace, panels);
  const innerRows = topEigenvectors(workspace, { address: gram, order: sides.inner, stride }, count);
  const outerRows = project(workspace, panels, innerRows, count);
  const columns = panels.count * panelColumns;
  const { values, vectors } = rowGram(workspace, outerRows, columns, count);
  const squares = Float64Array.from(values, (value) => Math.max(0, value));
  const inner = rotate(workspace, innerRows, stride, sides.inner, vectors);
  const outer = rotate(workspace, outerRows, columns, sides.outer, vectors);
  for (let j = 0; j < count; j++) divideRow(outer, j, sides.outer, Math.sqrt(squares[j]) || 1);
  const totalSquares = trace(workspace, gram, stride);
  return data.n <= data.d
    ? { squares, totalSquares, left: inner, right: outer }
    : { squares, totalSquares, left: outer, right: inner };
}

/** The data as an inner x outer matrix with inner <= outer, which is read in panels of columns. */
interface Sides {
  readonly inner: number;
  readonly outer: number;
  /** Writes the columns from `first` on, centred, to `panel`: rows of `panelColumns` numbers. */
  fill(panel: Float32Array, first: number): void;
}

function samplesFirst({ x, n, d, mean }: CentredData): Sides {
  function fill(panel: Float32Array, first: number): void {
    const width = Math.min(panelColumns, d - first);
    if (width < panelColumns) panel.fill(0);
    for (let i = 0; i < n; i++) {
      const source = i * d + first;
      const target = i * panelColumns;
      for (let j = 0; j < width; j++) panel[target + j] = x[source + j] - mean[first + j];
    }
  }
  return { inner: n, outer: d, fill };
}

function featuresFirst({ x, n, d, mean }: CentredData): Sides {
  function fill(panel: Float32Array, first: number): void {
    const width = Math.min(panelColumns, n - first);
    if (width < panelColumns) panel.fill(0);
    for (let i = 0; i < width; i++) {
      const source = (first + i) * d;
      for (let j = 0; j < d; j++) panel[j * panelColumns + i] = x[source + j] - mean[j];
    }
  }
  return { inner: d, outer: n, fill };
}

/** Gram rows come in threes, vectors in twos. */
function paddedOrder(order: number): number {
  return Math.ceil(order / 6) * 6;
}

/** The centred data in float32: one panel of columns behind the other, each of `order` rows. */
interface Panels {
  readonly address: number;
  readonly order: number;
  readonly count: number;
}

function centredPanels(workspace: Workspace, { inner, outer, fill }: Sides): Panels {
  const order = paddedOrder(inner);
  const count = Math.ceil(outer / panelColumns);
  const address = workspace.allocate(count * order * panelColumns * 4);
  for (let panel = 0; panel < count; panel++) {
    fill(workspace.float32(panelAt({ address, order }, panel), order * panelColumns), panel * panelColumns);
  }
  return { address, order, count };
}

function panelAt({ address, order }: Pick<Panels, 'address' | 'order'>, panel: number): number {
  return address + panel * order * panelColumns * 4;
}

/** Address of the Gram matrix of the inner side, `order` squared. */
function gramOf(workspace: Workspace, panels: Panels): number {
  const { order, count } = panels;
  const gram = workspace.allocate(order * order * 8);
  for (let panel = 0; panel < count; panel++) {
    workspace.kernels.addGram(panelAt(panels, panel), order, panelColumns, gram);
  }
  workspace.kernels.mirror(gram, order);
  return gram;
}

function trace(workspace: Workspace, matrix: number, order: number): number {
  const values = workspace.float64(matrix, order * order);
  let sum = 0;
  for (let i = 0; i < order; i++) sum += values[i * order + i];
  return sum;
}

/** Address of count rows of all panels' columns: the data's columns seen from each of the inner vectors. */
function project(workspace: Workspace, panels: Panels, vectors: number, count: number): number {
  const columns = panels.count * panelColumns;
  const projected = workspace.allocate(count * columns * 8);
  for (let panel = 0; panel < panels.count; panel++) {
    const target = projected + panel * panelColumns * 8;
    workspace.kernels.projectPanel(vectors, panelAt(panels, panel), panels.order, panelColumns, target, count, columns);
  }
  return projected;
}

function divideRow(rows: Float64Array, index: number, length: number, divisor: number): void {
  for (let i = index * length; i < (index + 1) * length; i++) rows[i] /= divisor;
}

function rowGram(workspace: Workspace, rows: number, length: number, count: number) {
  const products = workspace.allocate(count * count * 8);
  workspace.kernels.rowProducts(rows, count, rows, count, length, products);
  const values = workspace.float64(products, count * count);
  return eigen((i, j) => values[i * count + j], count);
}

/** Combines rows by each of the vectors; the result has no padding. */
function rotate(
  workspace: Workspace,
  rows: number,
  stride: number,
  length: number,
  vectors: readonly Float64Array[],
): Float64Array {
  const count = vectors.length;
  const coefficients = workspace.allocate(count * count * 8);
  const rotated = workspace.allocate(count * stride * 8);
  const target = workspace.float64(coefficients, count * count);
  for (const [j, vector] of vectors.entries()) target.set(vector, j * count);
  workspace.kernels.addCombinations(coefficients, rows, count, stride, rotated, count);
  const result = new Float64Array(count * length);
  const source = workspace.float64(rotated, count * stride);
  for (let j = 0; j < count; j++) result.set(source.subarray(j * stride, j * stride + length), j * length);
  return result;
}
