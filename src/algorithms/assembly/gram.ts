import { sumOfFour } from './lanes';

/**
 * gram += panel panel', the lower triangle in 3 x 3 tiles. `panel` is float32 (see blocks.ts), `gram` is float64
 * (rows x rows). `rows` is a multiple of 3, `columns` of 4. The dot product within one panel is summed in float32,
 * the panels in float64. 9 sums and 4 operands are what 16 vector registers hold.
 */
export function addGram(panel: usize, rows: i32, columns: i32, gram: usize): void {
  const quadBytes: usize = (<usize>rows) << 4;
  const gramStride: usize = (<usize>rows) << 3;
  // Rows of the right-hand side are taken 48 at a time, so that they stay in the second-level cache.
  for (let first = 0; first < rows; first += 48) {
    const end = min(first + 48, rows);
    for (let i = first; i < rows; i += 3) {
      for (let j = first; j < end && j <= i; j += 3) {
        addTile(panel + ((<usize>i) << 4), panel + ((<usize>j) << 4), columns, quadBytes, gram + <usize>i * gramStride + ((<usize>j) << 3), gramStride);
      }
    }
  }
}

/** A row of four columns is 16 bytes, `step` leads to the next four. */
function addTile(a: usize, b: usize, columns: i32, step: usize, out: usize, outStride: usize): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s02 = s00;
  let s10 = s00;
  let s11 = s00;
  let s12 = s00;
  let s20 = s00;
  let s21 = s00;
  let s22 = s00;
  for (let quad = columns >> 2; quad > 0; quad--) {
    const v0 = v128.load(b);
    const v1 = v128.load(b, 16);
    const v2 = v128.load(b, 32);
    let u = v128.load(a);
    s00 = f32x4.add(s00, f32x4.mul(u, v0));
    s01 = f32x4.add(s01, f32x4.mul(u, v1));
    s02 = f32x4.add(s02, f32x4.mul(u, v2));
    u = v128.load(a, 16);
    s10 = f32x4.add(s10, f32x4.mul(u, v0));
    s11 = f32x4.add(s11, f32x4.mul(u, v1));
    s12 = f32x4.add(s12, f32x4.mul(u, v2));
    u = v128.load(a, 32);
    s20 = f32x4.add(s20, f32x4.mul(u, v0));
    s21 = f32x4.add(s21, f32x4.mul(u, v1));
    s22 = f32x4.add(s22, f32x4.mul(u, v2));
    a += step;
    b += step;
  }
  addTo(out, sumOfFour(s00));
  addTo(out + 8, sumOfFour(s01));
  addTo(out + 16, sumOfFour(s02));
  out += outStride;
  addTo(out, sumOfFour(s10));
  addTo(out + 8, sumOfFour(s11));
  addTo(out + 16, sumOfFour(s12));
  out += outStride;
  addTo(out, sumOfFour(s20));
  addTo(out + 8, sumOfFour(s21));
  addTo(out + 16, sumOfFour(s22));
}

/** Copies the lower triangle of a square float64 matrix to its upper triangle. */
export function mirror(matrix: usize, rows: i32): void {
  const stride: usize = (<usize>rows) << 3;
  for (let i = 1; i < rows; i++) {
    const row = matrix + <usize>i * stride;
    const column = matrix + ((<usize>i) << 3);
    for (let j = 0; j < i; j++) {
      store<f64>(column + <usize>j * stride, load<f64>(row + ((<usize>j) << 3)));
    }
  }
}

// @ts-ignore: decorator
@inline
function addTo(address: usize, value: f64): void {
  store<f64>(address, load<f64>(address) + value);
}
