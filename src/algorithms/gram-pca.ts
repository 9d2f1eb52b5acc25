import type { LinearAlgebra, Workspace } from './linear-algebra.js';
import { eigen, topEigenvectors } from './top-eigenvectors.js';

/** Columns of the centred data that are in memory at a time. */
const panelColumns = 256;

/** The leading singular triplets of the centred data, largest first. */
export interface SingularTriplets {
  /** Squared singular values. */
  readonly squares: Float64Array;
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
  const panel = workspace.allocate(paddedOrder(sides.inner) * panelColumns * 8);
  const stride = paddedOrder(sides.inner);
  const gram = addPanels(workspace, sides, panel);
  const innerRows = topEigenvectors(workspace, { address: gram, order: sides.inner, stride }, count);
  const outerRows = project(workspace, sides, panel, innerRows, count);
  const { values, vectors } = rowGram(workspace, outerRows, paddedColumns(sides.outer), count);
  const squares = Float64Array.from(values, (value) => Math.max(0, value));
  const inner = rotate(workspace, innerRows, stride, sides.inner, vectors);
  const outer = rotate(workspace, outerRows, paddedColumns(sides.outer), sides.outer, vectors);
  for (let i = 0; i < outer.length; i++) outer[i] /= Math.sqrt(squares[Math.floor(i / sides.outer)]) || 1;
  return data.n <= data.d ? { squares, left: inner, right: outer } : { squares, left: outer, right: inner };
}

/** The data as an inner x outer matrix with inner <= outer, which is read in panels of columns. */
interface Sides {
  readonly inner: number;
  readonly outer: number;
  /** Writes the columns from `first` on, centred, to `panel`: rows of `panelColumns` numbers. */
  fill(panel: Float32Array | Float64Array, first: number): void;
}

function samplesFirst({ x, n, d, mean }: CentredData): Sides {
  function fill(panel: Float32Array | Float64Array, first: number): void {
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
  function fill(panel: Float32Array | Float64Array, first: number): void {
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

function paddedColumns(columns: number): number {
  return Math.ceil(columns / panelColumns) * panelColumns;
}

/** Address of the Gram matrix of the inner side, paddedOrder squared. */
function addPanels(workspace: Workspace, { inner, outer, fill }: Sides, panel: number): number {
  const order = paddedOrder(inner);
  const gram = workspace.allocate(order * order * 8);
  const values = workspace.float32(panel, order * panelColumns);
  for (let first = 0; first < outer; first += panelColumns) {
    fill(values, first);
    workspace.kernels.addGram(panel, order, panelColumns, gram);
  }
  workspace.kernels.mirror(gram, order);
  return gram;
}

/** Address of count x paddedColumns(outer): the data's columns seen from each of the inner vectors. */
function project(workspace: Workspace, sides: Sides, panel: number, vectors: number, count: number): number {
  const order = paddedOrder(sides.inner);
  const columns = paddedColumns(sides.outer);
  const projected = workspace.allocate(count * columns * 8);
  const part = workspace.allocate(count * panelColumns * 8);
  const panelValues = workspace.float64(panel, order * panelColumns);
  const partValues = workspace.float64(part, count * panelColumns);
  const values = workspace.float64(projected, count * columns);
  panelValues.fill(0);
  for (let first = 0; first < sides.outer; first += panelColumns) {
    sides.fill(panelValues, first);
    partValues.fill(0);
    workspace.kernels.addCombinations(vectors, panel, order, panelColumns, part, count);
    for (let j = 0; j < count; j++) {
      values.set(partValues.subarray(j * panelColumns, (j + 1) * panelColumns), j * columns + first);
    }
  }
  return projected;
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
