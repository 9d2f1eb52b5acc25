// A panel of float32 numbers (rows x columns) times a block: eight vectors side by side, eight float32 numbers a row.
// Both products keep four rows of eight sums in registers; every sum adds in the order of its index.
import { upperHalf } from './lanes';

/** Bytes of one row of a block. */
const ROW: usize = 32;

/**
 * out = panel' block: `block` is (rows x 8), `out` is (columns x 8). `columns` is a multiple of 4. Rows are taken 240 at
 * a time, so that their part of the panel's columns stays in the first-level cache.
 */
export function transposeTimesBlock(panel: usize, rows: i32, columns: i32, block: usize, out: usize): void {
  const stride: usize = (<usize>columns) << 2;
  memory.fill(out, 0, <usize>columns * ROW);
  for (let first = 0; first < rows; first += 240) {
    const from = panel + <usize>first * stride;
    const factors = block + <usize>first * ROW;
    const count = min(240, rows - first);
    for (let at: usize = 0; at < stride; at += 16) addColumns(from + at, stride, count, factors, out + at * 8);
  }
}

/** Four columns of a panel, down `rows` rows. */
function addColumns(panel: usize, stride: usize, rows: i32, block: usize, out: usize): void {
  let low0 = v128.load(out);
  let high0 = v128.load(out, 16);
  let low1 = v128.load(out, 32);
  let high1 = v128.load(out, 48);
  let low2 = v128.load(out, 64);
  let high2 = v128.load(out, 80);
  let low3 = v128.load(out, 96);
  let high3 = v128.load(out, 112);
  const end = block + <usize>rows * ROW;
  while (block < end) {
    const low = v128.load(block);
    const high = v128.load(block, 16);
    let x = v128.load32_splat(panel);
    low0 = f32x4.add(low0, f32x4.mul(x, low));
    high0 = f32x4.add(high0, f32x4.mul(x, high));
    x = v128.load32_splat(panel, 4);
    low1 = f32x4.add(low1, f32x4.mul(x, low));
    high1 = f32x4.add(high1, f32x4.mul(x, high));
    x = v128.load32_splat(panel, 8);
    low2 = f32x4.add(low2, f32x4.mul(x, low));
    high2 = f32x4.add(high2, f32x4.mul(x, high));
    x = v128.load32_splat(panel, 12);
    low3 = f32x4.add(low3, f32x4.mul(x, low));
    high3 = f32x4.add(high3, f32x4.mul(x, high));
    block += ROW;
    panel += stride;
  }
  v128.store(out, low0);
  v128.store(out, high0, 16);
  v128.store(out, low1, 32);
  v128.store(out, high1, 48);
  v128.store(out, low2, 64);
  v128.store(out, high2, 80);
  v128.store(out, low3, 96);
  v128.store(out, high3, 112);
}

/**
 * sums += panel block: `block` is (columns x 8), `sums` is float64 (rows x 8). `rows` is a multiple of 4. One panel is
 * summed in float32, the panels in float64.
 */
export function addTimesBlock(panel: usize, rows: i32, columns: i32, block: usize, sums: usize): void {
  const stride: usize = (<usize>columns) << 2;
  for (let i = 0; i < rows; i += 4) addRows(panel + <usize>i * stride, stride, block, sums + <usize>i * 64);
}

/** Four rows of a panel. */
function addRows(row0: usize, stride: usize, block: usize, sums: usize): void {
  const row1 = row0 + stride;
  const row2 = row1 + stride;
  const row3 = row2 + stride;
  let low0 = f32x4.splat(0);
  let high0 = low0;
  let low1 = low0;
  let high1 = low0;
  let low2 = low0;
  let high2 = low0;
  let low3 = low0;
  let high3 = low0;
  for (let at: usize = 0; at < stride; at += 4) {
    const low = v128.load(block);
    const high = v128.load(block, 16);
    let x = v128.load32_splat(row0 + at);
    low0 = f32x4.add(low0, f32x4.mul(x, low));
    high0 = f32x4.add(high0, f32x4.mul(x, high));
    x = v128.load32_splat(row1 + at);
    low1 = f32x4.add(low1, f32x4.mul(x, low));
    high1 = f32x4.add(high1, f32x4.mul(x, high));
    x = v128.load32_splat(row2 + at);
    low2 = f32x4.add(low2, f32x4.mul(x, low));
    high2 = f32x4.add(high2, f32x4.mul(x, high));
    x = v128.load32_splat(row3 + at);
    low3 = f32x4.add(low3, f32x4.mul(x, low));
    high3 = f32x4.add(high3, f32x4.mul(x, high));
    block += ROW;
  }
  addPromoted(sums, low0, high0);
  addPromoted(sums + 64, low1, high1);
  addPromoted(sums + 128, low2, high2);
  addPromoted(sums + 192, low3, high3);
}

// @ts-ignore: decorator
@inline
function addPromoted(sums: usize, low: v128, high: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(low)));
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.promote_low_f32x4(upperHalf(low))), 16);
  v128.store(sums, f64x2.add(v128.load(sums, 32), f64x2.promote_low_f32x4(high)), 32);
  v128.store(sums, f64x2.add(v128.load(sums, 48), f64x2.promote_low_f32x4(upperHalf(high))), 48);
}

/** Eight rows of `length` float64 numbers, `stride` bytes apart, become a block. */
export function packBlock(rows: usize, stride: usize, length: i32, block: usize): void {
  for (let i = 0; i < length; i++) {
    const from = rows + ((<usize>i) << 3);
    for (let j: usize = 0; j < 8; j++) store<f32>(block + (j << 2), <f32>load<f64>(from + j * stride));
    block += ROW;
  }
}

/** A block of `length` rows becomes eight float64 rows, `stride` bytes apart. */
export function unpackBlock(block: usize, length: i32, rows: usize, stride: usize): void {
  for (let i = 0; i < length; i++) {
    const to = rows + ((<usize>i) << 3);
    for (let j: usize = 0; j < 8; j++) store<f64>(to + j * stride, <f64>load<f32>(block + (j << 2)));
    block += ROW;
  }
}

/** The same for the float64 sums of `addTimesBlock`. */
export function unpackSums(sums: usize, length: i32, rows: usize, stride: usize): void {
  for (let i = 0; i < length; i++) {
    const to = rows + ((<usize>i) << 3);
    for (let j: usize = 0; j < 8; j++) store<f64>(to + j * stride, load<f64>(sums + (j << 3)));
    sums += 2 * ROW;
  }
}
