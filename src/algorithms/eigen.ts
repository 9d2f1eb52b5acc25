import type { Workspace } from './linear-algebra.js';

/** The largest eigenvalues of a symmetric matrix, descending, and their unit eigenvectors. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: readonly Float64Array[];
}

/** The `count` largest eigenpairs of the symmetric matrix of which `entry` gives the lower triangle. */
export function eigen(
  workspace: Workspace,
  entry: (row: number, column: number) => number,
  order: number,
  count = order,
): Eigen {
  const stride = Math.ceil(order / 8) * 8;
  const matrix = workspace.allocate(order * stride * 8);
  const vectors = workspace.allocate(order * stride * 8);
  const values = workspace.allocate(order * 8);
  const scratch = workspace.allocate(3 * stride * 8);
  const target = workspace.float64(matrix, order * stride);
  for (let i = 0; i < order; i++) {
    for (let j = 0; j <= i; j++) {
      const value = entry(i, j);
      target[i * stride + j] = value;
      target[j * stride + i] = value;
    }
  }
  workspace.kernels.decompose(matrix, order, stride, values, vectors, scratch);
  const unordered = workspace.float64(values, order);
  const largest = Array.from(unordered.keys())
    .sort((a, b) => unordered[b] - unordered[a])
    .slice(0, count);
  return {
    values: Float64Array.from(largest, (index) => unordered[index]),
    vectors: largest.map((index) => workspace.float64(vectors + index * stride * 8, order).slice()),
  };
}
