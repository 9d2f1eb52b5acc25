// Matrices are row-major, addressed by byte offset.

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
