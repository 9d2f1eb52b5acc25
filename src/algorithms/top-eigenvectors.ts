import { type Eigen, eigen } from './eigen.js';
import { type Combined, KrylovBasis, type SymmetricOperator, vectorsPerProduct } from './krylov-basis.js';
import type { Workspace } from './linear-algebra.js';
import { log } from './real-functions.js';

/**
 * A Ritz pair is accepted when norm(A u - theta u) <= tolerance * theta: some eigenvalue is then within tolerance * theta of
 * theta, and nearer by far in practice, as the error falls with the square of the residual (Parlett 1998, chapters 4 and 11).
 */
const tolerance = 1e-4;
/** The tolerance's floor relative to the largest eigenvalue: products with the matrix are sums of float32 products. */
const floor = 1e-8;

/** Residuals of activations fall by about this factor with one block more. */
const usualFall = 3;

/**
 * The eigenvectors of the `count` largest eigenvalues, largest first; nothing if so many vectors as the operator can multiply are not
 * enough. Block Krylov (block Lanczos with full reorthogonalisation): Golub & Underwood 1977; Musco & Musco 2015. Blocks are
 * as small as products allow, since the fewest vectors are then enough; but blocks of b vectors find an eigenvalue b times at
 * most. Where one is found as often as that, blocks of twice as many look again.
 */
export function topEigenvectors(
  workspace: Workspace,
  operator: SymmetricOperator,
  count: number,
): Combined | undefined {
  const { capacity, stride } = operator;
  // Address space for the largest basis; memory that is never touched is never resident.
  const basis = workspace.reserve(capacity * stride * 8);
  for (let blockSize = vectorsPerProduct; 2 * blockSize <= capacity; blockSize *= 2) {
    const krylov = new KrylovBasis(workspace, operator, basis, blockSize);
    const ritz = convergedPairs(workspace, krylov, count);
    if (ritz === undefined) return undefined;
    if (!mayOccurMoreOften(ritz.values, blockSize)) return krylov.combine(ritz);
  }
  return undefined;
}

function convergedPairs(workspace: Workspace, krylov: KrylovBasis, count: number): Eigen | undefined {
  for (let next = 2 * count; ; ) {
    while (krylov.size < next && krylov.canGrow()) krylov.grow();
    if (krylov.size < count) return undefined;
    const ritz = eigen(workspace, krylov.projectedRow, krylov.size, count);
    const excess = excessOf(ritz.values, krylov.residuals(ritz));
    if (excess <= 1) return ritz;
    if (!krylov.canGrow()) return undefined;
    next = krylov.size + Math.max(1, Math.floor(log(excess) / log(usualFall)) * krylov.blockSize);
  }
}

/** The largest residual as a multiple of what the tolerance allows; 1 or less: the pairs have converged. */
function excessOf(values: Float64Array, residuals: Float64Array): number {
  const excesses = residuals.map((residual, index) => {
    return residual === 0 ? 0 : residual / Math.max(tolerance * values[index], floor * values[0]);
  });
  return Math.max(...excesses);
}

/** Whether some eigenvalue that matters is among `values`, descending, as often as blocks can find it. */
function mayOccurMoreOften(values: Float64Array, blockSize: number): boolean {
  return values.some(
    (value, index) => value > floor * values[0] && value - values[index + blockSize - 1] <= tolerance * value,
  );
}
