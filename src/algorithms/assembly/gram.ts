import { sumOfFour } from './lanes';

/**
 * gram += panel panel', the lower triangle in 3 x 3 tiles. `panel` is float32 (rows x columns), `gram` is float64
 * (rows x rows). `rows` is a multiple of 3, `columns` of 16. The dot product within one panel is summed in float32,
 * the panels in float64. 9 sums and 4 operands are what 16 vector registers hold; four steps per turn took 20 % off.
 */
export function addGram(panel: usize, rows: i32, columns: i32, gram: usize): void {
  const stride: usize = (<usize>columns) << 2;
  const gramStride: usize = (<usize>rows) << 3;
  // Rows of the right-hand side are taken 48 at a time, so that they stay in the second-level cache.
  for (let first = 0; first < rows; first += 48) {
    const end = min(first + 48, rows);
    for (let i = first; i < rows; i += 3) {
      for (let j = first; j < end && j <= i; j += 3) {
        addTile(panel + <usize>i * stride, panel + <usize>j * stride, stride, gram + <usize>i * gramStride + ((<usize>j) << 3), gramStride);
      }
    }
  }
}

function addTile(a: usize, b: usize, stride: usize, out: usize, outStride: usize): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s02 = s00;
  let s10 = s00;
  let s11 = s00;
  let s12 = s00;
  let s20 = s00;
  let s21 = s00;
  let s22 = s00;
  const a1 = a + stride;
  const a2 = a1 + stride;
  const b1 = b + stride;
  const b2 = b1 + stride;
  for (let at: usize = 0; at < stride; at += 64) {
    let v0 = v128.load(b + at);
    let v1 = v128.load(b1 + at);
    let v2 = v128.load(b2 + at);
    let u = v128.load(a + at);
    s00 = f32x4.add(s00, f32x4.mul(u, v0));
    s01 = f32x4.add(s01, f32x4.mul(u, v1));
    s02 = f32x4.add(s02, f32x4.mul(u, v2));
    u = v128.load(a1 + at);
    s10 = f32x4.add(s10, f32x4.mul(u, v0));
    s11 = f32x4.add(s11, f32x4.mul(u, v1));
    s12 = f32x4.add(s12, f32x4.mul(u, v2));
    u = v128.load(a2 + at);
    s20 = f32x4.add(s20, f32x4.mul(u, v0));
    s21 = f32x4.add(s21, f32x4.mul(u, v1));
    s22 = f32x4.add(s22, f32x4.mul(u, v2));
    v0 = v128.load(b + at, 16);
    v1 = v128.load(b1 + at, 16);
    v2 = v128.load(b2 + at, 16);
    u = v128.load(a + at, 16);
    s00 = f32x4.add(s00, f32x4.mul(u, v0));
    s01 = f32x4.add(s01, f32x4.mul(u, v1));
    s02 = f32x4.add(s02, f32x4.mul(u, v2));
    u = v128.load(a1 + at, 16);
    s10 = f32x4.add(s10, f32x4.mul(u, v0));
    s11 = f32x4.add(s11, f32x4.mul(u, v1));
    s12 = f32x4.add(s12, f32x4.mul(u, v2));
    u = v128.load(a2 + at, 16);
    s20 = f32x4.add(s20, f32x4.mul(u, v0));
    s21 = f32x4.add(s21, f32x4.mul(u, v1));
    s22 = f32x4.add(s22, f32x4.mul(u, v2));
    v0 = v128.load(b + at, 32);
    v1 = v128.load(b1 + at, 32);
    v2 = v128.load(b2 + at, 32);
    u = v128.load(a + at, 32);
    s00 = f32x4.add(s00, f32x4.mul(u, v0));
    s01 = f32x4.add(s01, f32x4.mul(u, v1));
    s02 = f32x4.add(s02, f32x4.mul(u, v2));
    u = v128.load(a1 + at, 32);
    s10 = f32x4.add(s10, f32x4.mul(u, v0));
    s11 = f32x4.add(s11, f32x4.mul(u, v1));
    s12 = f32x4.add(s12, f32x4.mul(u, v2));
    u = v128.load(a2 + at, 32);
    s20 = f32x4.add(s20, f32x4.mul(u, v0));
    s21 = f32x4.add(s21, f32x4.mul(u, v1));
    s22 = f32x4.add(s22, f32x4.mul(u, v2));
    v0 = v128.load(b + at, 48);
    v1 = v128.load(b1 + at, 48);
    v2 = v128.load(b2 + at, 48);
    u = v128.load(a + at, 48);
    s00 = f32x4.add(s00, f32x4.mul(u, v0));
    s01 = f32x4.add(s01, f32x4.mul(u, v1));
    s02 = f32x4.add(s02, f32x4.mul(u, v2));
    u = v128.load(a1 + at, 48);
    s10 = f32x4.add(s10, f32x4.mul(u, v0));
    s11 = f32x4.add(s11, f32x4.mul(u, v1));
    s12 = f32x4.add(s12, f32x4.mul(u, v2));
    u = v128.load(a2 + at, 48);
    s20 = f32x4.add(s20, f32x4.mul(u, v0));
    s21 = f32x4.add(s21, f32x4.mul(u, v1));
    s22 = f32x4.add(s22, f32x4.mul(u, v2));
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
