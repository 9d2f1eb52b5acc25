// All eigenpairs of a dense symmetric float64 matrix: Householder reduction to tridiagonal form, then implicit QL
// (Golub & Van Loan 2013, sections 8.3.1 and 8.3.3). Vectors are rows, so that every inner loop runs along memory.

import { addMultiple, dot } from './rows';

/** Numbers whose squares sum to less than this count as zero: below it the squares lose their digits. */
const NEGLIGIBLE_SQUARE: f64 = 1e-280;
/** Half the distance from 1 to the next float64. */
const ROUNDING: f64 = 1.1102230246251565e-16;

/**
 * `values` (order) gets the eigenvalues of `matrix`, given by its lower triangle, in no order, `vectors` (order rows) their unit
 * eigenvectors; rows of both matrices are `stride` numbers, a multiple of 8. `vectors` starts zeroed. `matrix` is overwritten;
 * `scratch` is 3 x `stride` numbers.
 */
export function decompose(matrix: usize, order: i32, stride: i32, values: usize, vectors: usize, scratch: usize): void {
  const rowBytes: usize = (<usize>stride) << 3;
  const offDiagonal = scratch;
  const halfSquares = scratch + rowBytes;
  mirror(matrix, order, rowBytes);
  reduceToTridiagonal(matrix, order, rowBytes, offDiagonal, halfSquares, scratch + 2 * rowBytes);
  for (let i = 0; i < order; i++) {
    const diagonal = (<usize>i) * (rowBytes + 8);
    store<f64>(values + ((<usize>i) << 3), load<f64>(matrix + diagonal));
    store<f64>(vectors + diagonal, 1);
  }
  multiplyReflections(matrix, order, rowBytes, halfSquares, vectors);
  diagonalise(values, offDiagonal, order, vectors, rowBytes, scratch + rowBytes);
}

/** Copies the lower triangle to the upper one. */
function mirror(matrix: usize, order: i32, rowBytes: usize): void {
  for (let i: usize = 1; i < <usize>order; i++) {
    for (let j: usize = 0; j < i; j++) store<f64>(matrix + j * rowBytes + (i << 3), load<f64>(matrix + i * rowBytes + (j << 3)));
  }
}

/**
 * Reflects the last row and column to zero left of the off-diagonal entry, then the last but one, ... Row i keeps its
 * reflection's vector u, `halfSquares[i]` is u.u / 2 (0 where nothing is reflected), and `offDiagonal[i - 1]` is entry (i, i - 1).
 */
function reduceToTridiagonal(matrix: usize, order: i32, rowBytes: usize, offDiagonal: usize, halfSquares: usize, product: usize): void {
  for (let i = order - 1; i > 0; i--) {
    const row = matrix + <usize>i * rowBytes;
    const last = row + ((<usize>(i - 1)) << 3);
    const entry = load<f64>(last);
    const others = dot(row, row, i - 1);
    const square = others + entry * entry;
    let remaining: f64 = square > NEGLIGIBLE_SQUARE ? entry : 0;
    let halfSquare: f64 = 0;
    if (others > NEGLIGIBLE_SQUARE) {
      remaining = entry > 0 ? -sqrt(square) : sqrt(square);
      halfSquare = square - entry * remaining;
      store<f64>(last, entry - remaining);
      reflect(matrix, i, rowBytes, row, halfSquare, product);
    }
    store<f64>(offDiagonal + ((<usize>(i - 1)) << 3), remaining);
    store<f64>(halfSquares + ((<usize>i) << 3), halfSquare);
  }
}

/** Multiplies the leading `size` rows and columns by I - u u' / halfSquare from both sides. */
function reflect(matrix: usize, size: i32, rowBytes: usize, u: usize, halfSquare: f64, product: usize): void {
  for (let i = 0; i < size; i++) {
    store<f64>(product + ((<usize>i) << 3), dot(matrix + <usize>i * rowBytes, u, size) / halfSquare);
  }
  addMultiple(product, -dot(product, u, size) / (2 * halfSquare), u, size);
  for (let i = 0; i < size; i++) {
    const at = (<usize>i) << 3;
    const row = matrix + <usize>i * rowBytes;
    addMultiple(row, -load<f64>(product + at), u, size);
    addMultiple(row, -load<f64>(u + at), product, size);
  }
}

/** `vectors`, the identity, becomes the product of all reflections: the one of the fewest numbers first. */
function multiplyReflections(matrix: usize, order: i32, rowBytes: usize, halfSquares: usize, vectors: usize): void {
  for (let i = 1; i < order; i++) {
    const halfSquare = load<f64>(halfSquares + ((<usize>i) << 3));
    if (halfSquare == 0) continue;
    const u = matrix + <usize>i * rowBytes;
    for (let j = 0; j < i; j++) {
      const row = vectors + <usize>j * rowBytes;
      addMultiple(row, -dot(row, u, i) / halfSquare, u, i);
    }
  }
}

/** Eigenvalues of a tridiagonal matrix in place of its diagonal; every rotation is also made to the rows of `vectors`. */
function diagonalise(diagonal: usize, offDiagonal: usize, order: i32, vectors: usize, rowBytes: usize, rotations: usize): void {
  const negligible = ROUNDING * largestRow(diagonal, offDiagonal, order);
  for (let first = 0; first < order; first++) {
    for (;;) {
      let last = first;
      // Written so that a NaN ends the search.
      while (last < order - 1 && abs(number(offDiagonal, last)) > negligible) last++;
      if (last == first) break;
      const from = sweep(diagonal, offDiagonal, first, last, rotations, rotations + rowBytes);
      rotate(vectors, rowBytes, from, last, rotations, rotations + rowBytes);
    }
  }
}

function largestRow(diagonal: usize, offDiagonal: usize, order: i32): f64 {
  let largest: f64 = 0;
  for (let i = 0; i < order; i++) {
    largest = max(largest, abs(number(diagonal, i)) + (i < order - 1 ? abs(number(offDiagonal, i)) : 0));
  }
  return largest;
}

/**
 * One implicit QL step on rows first..last, shifted by Wilkinson's estimate; the rotation of rows i and i + 1 goes to
 * `cosines[i]` and `sines[i]`. Gives the row down to which it came: `first`, but where a rotation fell apart into zeros.
 */
function sweep(diagonal: usize, offDiagonal: usize, first: i32, last: i32, cosines: usize, sines: usize): i32 {
  const start = number(offDiagonal, first);
  const slope = (number(diagonal, first + 1) - number(diagonal, first)) / (2 * start);
  const root = sqrt(slope * slope + 1);
  let g = number(diagonal, last) - number(diagonal, first) + start / (slope + (slope < 0 ? -root : root));
  let cosine: f64 = 1;
  let sine: f64 = 1;
  let change: f64 = 0;
  for (let i = last - 1; i >= first; i--) {
    const f = sine * number(offDiagonal, i);
    const b = cosine * number(offDiagonal, i);
    const length = sqrt(f * f + g * g);
    if (i + 1 < last) setNumber(offDiagonal, i + 1, length);
    if (length == 0) {
      setNumber(diagonal, i + 1, number(diagonal, i + 1) - change);
      return i + 1;
    }
    sine = f / length;
    cosine = g / length;
    const shifted = number(diagonal, i + 1) - change;
    const r = (number(diagonal, i) - shifted) * sine + 2 * cosine * b;
    change = sine * r;
    setNumber(diagonal, i + 1, shifted + change);
    g = cosine * r - b;
    setNumber(cosines, i, cosine);
    setNumber(sines, i, sine);
  }
  setNumber(diagonal, first, number(diagonal, first) - change);
  setNumber(offDiagonal, first, g);
  return first;
}

/** Rotates rows last - 1 and last, then the pair above, ... down to rows first and first + 1: eight columns at a time. */
function rotate(vectors: usize, rowBytes: usize, first: i32, last: i32, cosines: usize, sines: usize): void {
  for (let at: usize = 0; at < rowBytes; at += 64) {
    let row = vectors + <usize>last * rowBytes + at;
    let y0 = v128.load(row);
    let y1 = v128.load(row, 16);
    let y2 = v128.load(row, 32);
    let y3 = v128.load(row, 48);
    for (let i = last - 1; i >= first; i--) {
      const above = row - rowBytes;
      const cosine = v128.load64_splat(cosines + ((<usize>i) << 3));
      const sine = v128.load64_splat(sines + ((<usize>i) << 3));
      let x = v128.load(above);
      v128.store(row, f64x2.add(f64x2.mul(sine, x), f64x2.mul(cosine, y0)));
      y0 = f64x2.sub(f64x2.mul(cosine, x), f64x2.mul(sine, y0));
      x = v128.load(above, 16);
      v128.store(row, f64x2.add(f64x2.mul(sine, x), f64x2.mul(cosine, y1)), 16);
      y1 = f64x2.sub(f64x2.mul(cosine, x), f64x2.mul(sine, y1));
      x = v128.load(above, 32);
      v128.store(row, f64x2.add(f64x2.mul(sine, x), f64x2.mul(cosine, y2)), 32);
      y2 = f64x2.sub(f64x2.mul(cosine, x), f64x2.mul(sine, y2));
      x = v128.load(above, 48);
      v128.store(row, f64x2.add(f64x2.mul(sine, x), f64x2.mul(cosine, y3)), 48);
      y3 = f64x2.sub(f64x2.mul(cosine, x), f64x2.mul(sine, y3));
      row = above;
    }
    v128.store(row, y0);
    v128.store(row, y1, 16);
    v128.store(row, y2, 32);
    v128.store(row, y3, 48);
  }
}

// @ts-ignore: decorator
@inline
function number(numbers: usize, index: i32): f64 {
  return load<f64>(numbers + ((<usize>index) << 3));
}

// @ts-ignore: decorator
@inline
function setNumber(numbers: usize, index: i32, value: f64): void {
  store<f64>(numbers + ((<usize>index) << 3), value);
}
