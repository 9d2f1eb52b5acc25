// Dense linear algebra in SIMD128. Matrices are row-major, addressed by byte offset; all operations are
// IEEE-exact (no fused or relaxed instructions), so the same bytes come out on every machine.

// @ts-ignore: decorator
@inline
function sumOfLanes(v: v128): f64 {
  const low = f64x2.promote_low_f32x4(v);
  const high = f64x2.promote_low_f32x4(i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15));
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

// @ts-ignore: decorator
@inline
function addTo(address: usize, value: f64): void {
  store<f64>(address, load<f64>(address) + value);
}

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
  addTo(out, sumOfLanes(s00));
  addTo(out + 8, sumOfLanes(s01));
  addTo(out + 16, sumOfLanes(s02));
  out += outStride;
  addTo(out, sumOfLanes(s10));
  addTo(out + 8, sumOfLanes(s11));
  addTo(out + 16, sumOfLanes(s12));
  out += outStride;
  addTo(out, sumOfLanes(s20));
  addTo(out + 8, sumOfLanes(s21));
  addTo(out + 16, sumOfLanes(s22));
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
function lanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** products[j, i] = row i of a . row j of b, float64; a is (aRows x length), b (bRows x length), length even. */
export function rowProducts(a: usize, aRows: i32, b: usize, bRows: i32, length: i32, products: usize): void {
  const stride: usize = (<usize>length) << 3;
  const outStride: usize = (<usize>aRows) << 3;
  let i = 0;
  for (; i + 2 <= aRows; i += 2) {
    const row = a + <usize>i * stride;
    const out = products + ((<usize>i) << 3);
    let j = 0;
    for (; j + 4 <= bRows; j += 4) productTile(row, b + <usize>j * stride, stride, out + <usize>j * outStride, outStride);
    for (; j < bRows; j++) {
      store<f64>(out + <usize>j * outStride, product(row, b + <usize>j * stride, stride));
      store<f64>(out + <usize>j * outStride + 8, product(row + stride, b + <usize>j * stride, stride));
    }
  }
  if (i < aRows) {
    for (let j = 0; j < bRows; j++) {
      store<f64>(products + <usize>j * outStride + ((<usize>i) << 3), product(a + <usize>i * stride, b + <usize>j * stride, stride));
    }
  }
}

/** Every sum adds in the same order as `productTile` does: a result does not depend on its place in the matrix. */
function product(a: usize, b: usize, stride: usize): f64 {
  let sum = f64x2.splat(0);
  for (let at: usize = 0; at < stride; at += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(a + at), v128.load(b + at)));
  return lanes(sum);
}

function productTile(a: usize, b: usize, stride: usize, out: usize, outStride: usize): void {
  let s00 = f64x2.splat(0);
  let s01 = s00;
  let s02 = s00;
  let s03 = s00;
  let s10 = s00;
  let s11 = s00;
  let s12 = s00;
  let s13 = s00;
  const end = a + stride;
  while (a < end) {
    const a0 = v128.load(a);
    const a1 = v128.load(a + stride);
    let v = v128.load(b);
    s00 = f64x2.add(s00, f64x2.mul(a0, v));
    s10 = f64x2.add(s10, f64x2.mul(a1, v));
    v = v128.load(b + stride);
    s01 = f64x2.add(s01, f64x2.mul(a0, v));
    s11 = f64x2.add(s11, f64x2.mul(a1, v));
    v = v128.load(b + 2 * stride);
    s02 = f64x2.add(s02, f64x2.mul(a0, v));
    s12 = f64x2.add(s12, f64x2.mul(a1, v));
    v = v128.load(b + 3 * stride);
    s03 = f64x2.add(s03, f64x2.mul(a0, v));
    s13 = f64x2.add(s13, f64x2.mul(a1, v));
    a += 16;
    b += 16;
  }
  store<f64>(out, lanes(s00));
  store<f64>(out + 8, lanes(s10));
  out += outStride;
  store<f64>(out, lanes(s01));
  store<f64>(out + 8, lanes(s11));
  out += outStride;
  store<f64>(out, lanes(s02));
  store<f64>(out + 8, lanes(s12));
  out += outStride;
  store<f64>(out, lanes(s03));
  store<f64>(out + 8, lanes(s13));
}

/**
 * out[j] += sum over i of coefficients[j, i] rows[i], float64; `rows` is (count x length), `out` is (outCount x
 * length), `coefficients` is (outCount x count). `length` is a multiple of 2.
 */
export function addCombinations(coefficients: usize, rows: usize, count: i32, length: i32, out: usize, outCount: i32): void {
  const stride: usize = (<usize>length) << 3;
  const coefficientStride: usize = (<usize>count) << 3;
  // Columns outside, so that the rows' part of them stays in the cache for all outputs.
  for (let at: usize = 0; at < stride; at += 32) {
    let j = 0;
    for (; j + 4 <= outCount && at + 32 <= stride; j += 4) {
      combineTile(coefficients + <usize>j * coefficientStride, coefficientStride, rows + at, stride, out + <usize>j * stride + at, stride);
    }
    for (; j < outCount; j++) {
      const c = coefficients + <usize>j * coefficientStride;
      const target = out + <usize>j * stride + at;
      combine(c, coefficientStride, rows + at, stride, target);
      if (at + 32 <= stride) combine(c, coefficientStride, rows + at + 16, stride, target + 16);
    }
  }
}

function combine(c: usize, coefficientStride: usize, rows: usize, stride: usize, out: usize): void {
  let sum = v128.load(out);
  const end = c + coefficientStride;
  while (c < end) {
    sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(c), v128.load(rows)));
    c += 8;
    rows += stride;
  }
  v128.store(out, sum);
}

/** Four outputs by four columns. */
function combineTile(c0: usize, coefficientStride: usize, rows: usize, stride: usize, out: usize, outStride: usize): void {
  const c1 = c0 + coefficientStride;
  const c2 = c1 + coefficientStride;
  const c3 = c2 + coefficientStride;
  const o1 = out + outStride;
  const o2 = o1 + outStride;
  const o3 = o2 + outStride;
  let s00 = v128.load(out);
  let s01 = v128.load(out, 16);
  let s10 = v128.load(o1);
  let s11 = v128.load(o1, 16);
  let s20 = v128.load(o2);
  let s21 = v128.load(o2, 16);
  let s30 = v128.load(o3);
  let s31 = v128.load(o3, 16);
  for (let at: usize = 0; at < coefficientStride; at += 8) {
    const low = v128.load(rows);
    const high = v128.load(rows, 16);
    let c = v128.load64_splat(c0 + at);
    s00 = f64x2.add(s00, f64x2.mul(c, low));
    s01 = f64x2.add(s01, f64x2.mul(c, high));
    c = v128.load64_splat(c1 + at);
    s10 = f64x2.add(s10, f64x2.mul(c, low));
    s11 = f64x2.add(s11, f64x2.mul(c, high));
    c = v128.load64_splat(c2 + at);
    s20 = f64x2.add(s20, f64x2.mul(c, low));
    s21 = f64x2.add(s21, f64x2.mul(c, high));
    c = v128.load64_splat(c3 + at);
    s30 = f64x2.add(s30, f64x2.mul(c, low));
    s31 = f64x2.add(s31, f64x2.mul(c, high));
    rows += stride;
  }
  v128.store(out, s00);
  v128.store(out, s01, 16);
  v128.store(o1, s10);
  v128.store(o1, s11, 16);
  v128.store(o2, s20);
  v128.store(o2, s21, 16);
  v128.store(o3, s30);
  v128.store(o3, s31, 16);
}

/**
 * projected[j, column] = sum over i of vectors[j, i] panel[i, column], float64; `panel` is float32 (rows x columns), `vectors`
 * is (count x rows), `projected` has rows of `projectedColumns`. `columns` is a multiple of 4.
 */
export function projectPanel(vectors: usize, panel: usize, rows: i32, columns: i32, projected: usize, count: i32, projectedColumns: i32): void {
  const stride: usize = (<usize>columns) << 2;
  const vectorStride: usize = (<usize>rows) << 3;
  const outStride: usize = (<usize>projectedColumns) << 3;
  for (let at: usize = 0; at < stride; at += 16) {
    let j = 0;
    for (; j + 4 <= count; j += 4) {
      projectTile(vectors + <usize>j * vectorStride, vectorStride, panel + at, stride, projected + <usize>j * outStride + 2 * at, outStride);
    }
    for (; j < count; j++) {
      projectRow(vectors + <usize>j * vectorStride, vectorStride, panel + at, stride, projected + <usize>j * outStride + 2 * at);
    }
  }
}

/** One output by four columns. */
function projectRow(c: usize, vectorStride: usize, rows: usize, stride: usize, out: usize): void {
  let low = f64x2.splat(0);
  let high = low;
  for (const end = c + vectorStride; c < end; c += 8) {
    const weight = v128.load64_splat(c);
    low = f64x2.add(low, f64x2.mul(weight, f64x2.promote_low_f32x4(v128.load64_zero(rows))));
    high = f64x2.add(high, f64x2.mul(weight, f64x2.promote_low_f32x4(v128.load64_zero(rows, 8))));
    rows += stride;
  }
  v128.store(out, low);
  v128.store(out, high, 16);
}

/** Four outputs by four columns. */
function projectTile(c0: usize, coefficientStride: usize, rows: usize, stride: usize, out: usize, outStride: usize): void {
  const c1 = c0 + coefficientStride;
  const c2 = c1 + coefficientStride;
  const c3 = c2 + coefficientStride;
  const o1 = out + outStride;
  const o2 = o1 + outStride;
  const o3 = o2 + outStride;
  let s00 = v128.load(out);
  let s01 = v128.load(out, 16);
  let s10 = v128.load(o1);
  let s11 = v128.load(o1, 16);
  let s20 = v128.load(o2);
  let s21 = v128.load(o2, 16);
  let s30 = v128.load(o3);
  let s31 = v128.load(o3, 16);
  for (let at: usize = 0; at < coefficientStride; at += 8) {
    const low = f64x2.promote_low_f32x4(v128.load64_zero(rows));
    const high = f64x2.promote_low_f32x4(v128.load64_zero(rows, 8));
    let c = v128.load64_splat(c0 + at);
    s00 = f64x2.add(s00, f64x2.mul(c, low));
    s01 = f64x2.add(s01, f64x2.mul(c, high));
    c = v128.load64_splat(c1 + at);
    s10 = f64x2.add(s10, f64x2.mul(c, low));
    s11 = f64x2.add(s11, f64x2.mul(c, high));
    c = v128.load64_splat(c2 + at);
    s20 = f64x2.add(s20, f64x2.mul(c, low));
    s21 = f64x2.add(s21, f64x2.mul(c, high));
    c = v128.load64_splat(c3 + at);
    s30 = f64x2.add(s30, f64x2.mul(c, low));
    s31 = f64x2.add(s31, f64x2.mul(c, high));
    rows += stride;
  }
  v128.store(out, s00);
  v128.store(out, s01, 16);
  v128.store(o1, s10);
  v128.store(o1, s11, 16);
  v128.store(o2, s20);
  v128.store(o2, s21, 16);
  v128.store(o3, s30);
  v128.store(o3, s31, 16);
}

export * from './lloyd';
