import { multiplyAdd64, sumOfTwo } from './lanes';

/** Bytes of each row that are multiplied at a time, so that they are read from the cache for every pair of rows. */
const PRODUCT_BYTES: usize = 4096;
/** Bytes of each row that are combined at a time, for the same reason. */
const COMBINATION_BYTES: usize = 512;

/** products[j, i] = row i of a . row j of b, float64; a is (aRows x length), b (bRows x length), length even. */
export function rowProducts(a: usize, aRows: i32, b: usize, bRows: i32, length: i32, products: usize): void {
  multiplyRows(a, aRows, b, bRows, length, products, false);
}

/** The lower triangle, at least, of the products of `rows` (count x length) with themselves. */
export function rowGram(rows: usize, count: i32, length: i32, products: usize): void {
  multiplyRows(rows, count, rows, count, length, products, true);
}

function multiplyRows(a: usize, aRows: i32, b: usize, bRows: i32, length: i32, products: usize, lowerOnly: bool): void {
  const stride: usize = (<usize>length) << 3;
  memory.fill(products, 0, <usize>(aRows * bRows) << 3);
  for (let at: usize = 0; at < stride; at += PRODUCT_BYTES) {
    const bytes = min(PRODUCT_BYTES, stride - at);
    for (let i = 0; i < aRows; i += 2) {
      addProductsOfTwo(a + at, aRows, i, b + at, bRows, lowerOnly ? i & ~3 : 0, stride, bytes, products);
    }
  }
}

/** Columns i and i + 1 of the products, from row `first` on, of the first `bytes` of each row. */
function addProductsOfTwo(
  a: usize, aRows: i32, i: i32, b: usize, bRows: i32, first: i32, stride: usize, bytes: usize, products: usize,
): void {
  const outStride: usize = (<usize>aRows) << 3;
  const row = a + <usize>i * stride;
  let out = products + ((<usize>i) << 3) + <usize>first * outStride;
  b += <usize>first * stride;
  let left = bRows - first;
  if (i + 1 < aRows) {
    for (; left >= 4; left -= 4) {
      addProductTile(row, b, stride, bytes, out, outStride);
      b += 4 * stride;
      out += 4 * outStride;
    }
  }
  for (; left > 0; left--) {
    addTo(out, product(row, b, bytes));
    if (i + 1 < aRows) addTo(out + 8, product(row + stride, b, bytes));
    b += stride;
    out += outStride;
  }
}

/** Every sum adds in the same order as in `addProductTile`: a result does not depend on its place in the matrix. */
function product(a: usize, b: usize, bytes: usize): f64 {
  let sum = f64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) sum = multiplyAdd64(sum, v128.load(a + at), v128.load(b + at));
  return sumOfTwo(sum);
}

function addProductTile(a: usize, b: usize, stride: usize, bytes: usize, out: usize, outStride: usize): void {
  let s00 = f64x2.splat(0);
  let s01 = s00;
  let s02 = s00;
  let s03 = s00;
  let s10 = s00;
  let s11 = s00;
  let s12 = s00;
  let s13 = s00;
  const end = a + bytes;
  while (a < end) {
    const a0 = v128.load(a);
    const a1 = v128.load(a + stride);
    let v = v128.load(b);
    s00 = multiplyAdd64(s00, a0, v);
    s10 = multiplyAdd64(s10, a1, v);
    v = v128.load(b + stride);
    s01 = multiplyAdd64(s01, a0, v);
    s11 = multiplyAdd64(s11, a1, v);
    v = v128.load(b + 2 * stride);
    s02 = multiplyAdd64(s02, a0, v);
    s12 = multiplyAdd64(s12, a1, v);
    v = v128.load(b + 3 * stride);
    s03 = multiplyAdd64(s03, a0, v);
    s13 = multiplyAdd64(s13, a1, v);
    a += 16;
    b += 16;
  }
  addTo(out, sumOfTwo(s00));
  addTo(out + 8, sumOfTwo(s10));
  out += outStride;
  addTo(out, sumOfTwo(s01));
  addTo(out + 8, sumOfTwo(s11));
  out += outStride;
  addTo(out, sumOfTwo(s02));
  addTo(out + 8, sumOfTwo(s12));
  out += outStride;
  addTo(out, sumOfTwo(s03));
  addTo(out + 8, sumOfTwo(s13));
}

// @ts-ignore: decorator
@inline
function addTo(address: usize, value: f64): void {
  store<f64>(address, load<f64>(address) + value);
}

/**
 * out[j] += sum over i of coefficients[j, i] rows[i], float64; `rows` is (count x length), `out` is (outCount x
 * length), `coefficients` is (outCount x count). `length` is a multiple of 2.
 */
export function addCombinations(coefficients: usize, rows: usize, count: i32, length: i32, out: usize, outCount: i32): void {
  const stride: usize = (<usize>length) << 3;
  for (let at: usize = 0; at < stride; at += COMBINATION_BYTES) {
    combineBytes(coefficients, rows + at, count, stride, min(COMBINATION_BYTES, stride - at), out + at, outCount);
  }
}

/** The first `bytes` of each row. */
function combineBytes(coefficients: usize, rows: usize, count: i32, stride: usize, bytes: usize, out: usize, outCount: i32): void {
  const coefficientStride: usize = (<usize>count) << 3;
  let j = 0;
  for (; j + 4 <= outCount; j += 4) {
    const c = coefficients + <usize>j * coefficientStride;
    const target = out + <usize>j * stride;
    let at: usize = 0;
    for (; at + 32 <= bytes; at += 32) combineTile(c, coefficientStride, rows + at, stride, target + at);
    for (; at < bytes; at += 16) {
      for (let r = 0; r < 4; r++) combine(c + <usize>r * coefficientStride, coefficientStride, rows + at, stride, target + <usize>r * stride + at);
    }
  }
  for (; j < outCount; j++) {
    const c = coefficients + <usize>j * coefficientStride;
    const target = out + <usize>j * stride;
    for (let at: usize = 0; at < bytes; at += 16) combine(c, coefficientStride, rows + at, stride, target + at);
  }
}

function combine(c: usize, coefficientStride: usize, rows: usize, stride: usize, out: usize): void {
  let sum = v128.load(out);
  const end = c + coefficientStride;
  while (c < end) {
    sum = multiplyAdd64(sum, v128.load64_splat(c), v128.load(rows));
    c += 8;
    rows += stride;
  }
  v128.store(out, sum);
}

/** Four outputs by four columns. */
function combineTile(c0: usize, coefficientStride: usize, rows: usize, stride: usize, out: usize): void {
  const c1 = c0 + coefficientStride;
  const c2 = c1 + coefficientStride;
  const c3 = c2 + coefficientStride;
  const o1 = out + stride;
  const o2 = o1 + stride;
  const o3 = o2 + stride;
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
    s00 = multiplyAdd64(s00, c, low);
    s01 = multiplyAdd64(s01, c, high);
    c = v128.load64_splat(c1 + at);
    s10 = multiplyAdd64(s10, c, low);
    s11 = multiplyAdd64(s11, c, high);
    c = v128.load64_splat(c2 + at);
    s20 = multiplyAdd64(s20, c, low);
    s21 = multiplyAdd64(s21, c, high);
    c = v128.load64_splat(c3 + at);
    s30 = multiplyAdd64(s30, c, low);
    s31 = multiplyAdd64(s31, c, high);
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
