import type { Workspace } from './linear-algebra.js';

/** The largest eigenvalues of a symmetric matrix, descending, and their unit eigenvectors: row after row (count x order). */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/**
 * The `count` largest eigenpairs of a symmetric matrix. `lowerRow` gives a row's numbers up to the diagonal; zeros before the
 * first other number may be missing. Throws where some number is not finite.
 */
export function eigen(
  workspace: Workspace,
  lowerRow: (row: number) => ArrayLike<number>,
  order: number,
  count = order,
): Eigen {
  const stride = Math.ceil(order / 8) * 8;
  const matrix = workspace.allocate(order * stride * 8);
  const vectors = workspace.allocate(order * stride * 8);
  const values = workspace.allocate(order * 8);
  const scratch = workspace.allocate(3 * stride * 8);
  fillLowerTriangle(workspace.float64(matrix, order * stride), stride, lowerRow, order);
  workspace.kernels.decompose(matrix, order, stride, values, vectors, scratch);
  const unordered = workspace.float64(values, order);
  if (!unordered.every(Number.isFinite)) throw new RangeError('PCA: expected numbers whose products float32 can hold');
  const largest = Array.from(unordered.keys())
    .sort((a, b) => unordered[b] - unordered[a])
    .slice(0, count);
  const selected = new Float64Array(largest.length * order);
  for (const [rank, index] of largest.entries()) {
    selected.set(workspace.float64(vectors + index * stride * 8, order), rank * order);
  }
  return { values: Float64Array.from(largest, (index) => unordered[index]), vectors: selected };
}

function fillLowerTriangle(
  target: Float64Array,
  stride: number,
  lowerRow: (row: number) => ArrayLike<number>,
  order: number,
): void {
  for (let i = 0; i < order; i++) {
    const row = lowerRow(i);
    target.set(row, i * stride + i + 1 - row.length);
  }
}
