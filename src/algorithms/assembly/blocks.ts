// A panel of float32 numbers (rows x columns) times a block: eight vectors side by side, eight float32 numbers a row. A panel
// holds four columns at a time, row after row: [column / 4][row][4], so that both products run along memory.
// Both keep four rows of eight sums in registers; every sum adds in the order of its index.
import { upperHalf } from './lanes';

/** Bytes of one row of a block. */
const ROW: usize = 32;
/** Bytes of one row of four columns. */
const QUAD: usize = 16;

/**
 * out = panel' block: `block` is (rows x 8), `out` is (columns x 8). `columns` is a multiple of 4; `panelRows` are the rows of
 * the panel, of which the first `rows` count.
 */
export function transposeTimesBlock(panel: usize, panelRows: i32, rows: i32, columns: i32, block: usize, out: usize): void {
  for (let quad = 0; quad < columns; quad += 4) {
    multiplyColumns(panel, rows, block, out);
    panel += <usize>panelRows * QUAD;
    out += 4 * ROW;
  }
}

/** out = four columns of a panel, down `rows` rows, times a block. */
function multiplyColumns(panel: usize, rows: i32, block: usize, out: usize): void {
  let low0 = f32x4.splat(0);
  let high0 = low0;
  let low1 = low0;
  let high1 = low0;
  let low2 = low0;
  let high2 = low0;
  let low3 = low0;
  let high3 = low0;
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
    panel += QUAD;
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
  for (let i = 0; i < rows; i += 4) addRows(panel + <usize>i * QUAD, <usize>rows * QUAD, columns, block, sums + <usize>i * 64);
}

/** Four rows of a panel; `step` leads from four columns to the next. */
function addRows(panel: usize, step: usize, columns: i32, block: usize, sums: usize): void {
  let low0 = f32x4.splat(0);
  let high0 = low0;
  let low1 = low0;
  let high1 = low0;
  let low2 = low0;
  let high2 = low0;
  let low3 = low0;
  let high3 = low0;
  for (let quad = columns >> 2; quad > 0; quad--) {
    for (const end = panel + QUAD; panel < end; panel += 4) {
      const low = v128.load(block);
      const high = v128.load(block, 16);
      let x = v128.load32_splat(panel);
      low0 = f32x4.add(low0, f32x4.mul(x, low));
      high0 = f32x4.add(high0, f32x4.mul(x, high));
      x = v128.load32_splat(panel, QUAD);
      low1 = f32x4.add(low1, f32x4.mul(x, low));
      high1 = f32x4.add(high1, f32x4.mul(x, high));
      x = v128.load32_splat(panel, 2 * QUAD);
      low2 = f32x4.add(low2, f32x4.mul(x, low));
      high2 = f32x4.add(high2, f32x4.mul(x, high));
      x = v128.load32_splat(panel, 3 * QUAD);
      low3 = f32x4.add(low3, f32x4.mul(x, low));
      high3 = f32x4.add(high3, f32x4.mul(x, high));
      block += ROW;
    }
    panel += step - QUAD;
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
