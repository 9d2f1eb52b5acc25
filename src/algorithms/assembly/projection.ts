// Matrices are row-major, addressed by byte offset.

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
