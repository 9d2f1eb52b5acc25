// Matrices are row-major, addressed by byte offset.

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
