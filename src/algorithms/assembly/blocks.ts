// A panel of float32 numbers (rows x columns) times a block (rows x 4) of four vectors side by side. A panel holds four columns at
// a time, row after row: [column / 4][row][4]; what it gives, a part (columns x 4), holds four columns of one vector after the
// other: [column / 4][vector][4]. So both products run along memory. They keep eight sums in registers, and every sum adds in the
// order of its index.
import { multiplyAdd32, sumsOfLanes, upperHalf } from './lanes';

/** Bytes of four float32 numbers. */
const QUAD: usize = 16;
/** Bytes of four columns of a part. */
const PART_QUAD: usize = 4 * QUAD;

/** Panels whose products are summed in float32. */
const PANELS_PER_SUM = 8;
/** Parts whose combinations are. */
const PARTS_PER_SUM: usize = 4;

/**
 * images += data data' block: the data are `count` panels, `panelBytes` apart, whose parts, `partsBytes` apart, are left behind.
 * `images` are four float64 rows of `rows` numbers, `sums` (rows x 4) float32 zeros. `rows` is even, `columns`, those of one panel, a
 * multiple of 8. A few panels are summed in float32, these sums in float64.
 */
export function addTimesGram(
  panel: usize, panelBytes: usize, count: i32, rows: i32, columns: i32, block: usize, part: usize, partsBytes: usize, sums: usize, images: usize,
): void {
  for (let index = 1; index <= count; index++) {
    transposeTimesBlock(panel, rows, columns, block, part);
    addTimesVectors(panel, rows, rows, columns, part, PART_QUAD, sums);
    if (index % PANELS_PER_SUM == 0 || index == count) moveSums(sums, rows, images, (<usize>rows) << 3);
    panel += panelBytes;
    part += partsBytes;
  }
}

/** part = panel' block. `columns` is a multiple of 8. */
export function transposeTimesBlock(panel: usize, rows: i32, columns: i32, block: usize, part: usize): void {
  const step = <usize>rows * QUAD;
  const end = block + step;
  for (let column = 0; column < columns; column += 8) {
    multiplyColumns(panel, panel + step, block, end, part);
    panel += 2 * step;
    part += 2 * PART_QUAD;
  }
}

/** Eight columns of a panel, the first four at `left`, times a block. */
function multiplyColumns(left: usize, right: usize, block: usize, end: usize, part: usize): void {
  let left0 = f32x4.splat(0);
  let left1 = left0;
  let left2 = left0;
  let left3 = left0;
  let right0 = left0;
  let right1 = left0;
  let right2 = left0;
  let right3 = left0;
  while (block < end) {
    const x = v128.load(left);
    const y = v128.load(right);
    let factor = v128.load32_splat(block);
    left0 = multiplyAdd32(left0, x, factor);
    right0 = multiplyAdd32(right0, y, factor);
    factor = v128.load32_splat(block, 4);
    left1 = multiplyAdd32(left1, x, factor);
    right1 = multiplyAdd32(right1, y, factor);
    factor = v128.load32_splat(block, 8);
    left2 = multiplyAdd32(left2, x, factor);
    right2 = multiplyAdd32(right2, y, factor);
    factor = v128.load32_splat(block, 12);
    left3 = multiplyAdd32(left3, x, factor);
    right3 = multiplyAdd32(right3, y, factor);
    block += QUAD;
    left += QUAD;
    right += QUAD;
  }
  v128.store(part, left0);
  v128.store(part, left1, 16);
  v128.store(part, left2, 32);
  v128.store(part, left3, 48);
  v128.store(part, right0, 64);
  v128.store(part, right1, 80);
  v128.store(part, right2, 96);
  v128.store(part, right3, 112);
}

/**
 * gram += panel panel': its lower triangle, and a few numbers after the diagonal. `gram` is float64 (rows x rows), `rows` is a
 * multiple of 4; `sums` (rows x 4) are float32 zeros.
 */
export function addGram(panel: usize, rows: i32, columns: i32, sums: usize, gram: usize): void {
  const stride = (<usize>rows) << 3;
  for (let i = 0; i < rows; i += 4) {
    // Four rows of a panel are like the vectors of a part, but for the step from four columns to the next.
    addTimesVectors(panel, rows, i + 4, columns, panel + <usize>i * QUAD, <usize>rows * QUAD, sums);
    moveSums(sums, i + 4, gram, stride);
    gram += 4 * stride;
  }
}

/** sums += the first `count` of a panel's rows times the vectors of a part. */
function addTimesVectors(panel: usize, rows: i32, count: i32, columns: i32, part: usize, partStep: usize, sums: usize): void {
  for (const end = panel + <usize>count * QUAD; panel < end; panel += 2 * QUAD) {
    addTile(panel, <usize>rows * QUAD, columns, part, partStep, sums);
    sums += 2 * QUAD;
  }
}

/** sums += two rows of a panel times four vectors; the steps lead from four columns to the next. */
function addTile(panel: usize, step: usize, columns: i32, part: usize, partStep: usize, sums: usize): void {
  let upper0 = f32x4.splat(0);
  let upper1 = upper0;
  let upper2 = upper0;
  let upper3 = upper0;
  let lower0 = upper0;
  let lower1 = upper0;
  let lower2 = upper0;
  let lower3 = upper0;
  for (; columns > 0; columns -= 4) {
    const upper = v128.load(panel);
    const lower = v128.load(panel, 16);
    let vector = v128.load(part);
    upper0 = multiplyAdd32(upper0, upper, vector);
    lower0 = multiplyAdd32(lower0, lower, vector);
    vector = v128.load(part, 16);
    upper1 = multiplyAdd32(upper1, upper, vector);
    lower1 = multiplyAdd32(lower1, lower, vector);
    vector = v128.load(part, 32);
    upper2 = multiplyAdd32(upper2, upper, vector);
    lower2 = multiplyAdd32(lower2, lower, vector);
    vector = v128.load(part, 48);
    upper3 = multiplyAdd32(upper3, upper, vector);
    lower3 = multiplyAdd32(lower3, lower, vector);
    panel += step;
    part += partStep;
  }
  v128.store(sums, f32x4.add(v128.load(sums), sumsOfLanes(upper0, upper1, upper2, upper3)));
  v128.store(sums, f32x4.add(v128.load(sums, 16), sumsOfLanes(lower0, lower1, lower2, lower3)), 16);
}

/** Adds `sums` (rows x 4) to four float64 rows, `stride` bytes apart, and leaves zeros. */
function moveSums(sums: usize, rows: i32, images: usize, stride: usize): void {
  const zero = f32x4.splat(0);
  for (; rows > 0; rows -= 2) {
    const above = v128.load(sums);
    const below = v128.load(sums, 16);
    v128.store(sums, zero);
    v128.store(sums, zero, 16);
    const firstTwo = v128.shuffle<f32>(above, below, 0, 4, 1, 5);
    const lastTwo = v128.shuffle<f32>(above, below, 2, 6, 3, 7);
    addPromoted(images, firstTwo);
    addPromoted(images + stride, upperHalf(firstTwo));
    addPromoted(images + 2 * stride, lastTwo);
    addPromoted(images + 3 * stride, upperHalf(lastTwo));
    sums += 2 * QUAD;
    images += 16;
  }
}

/** Adds the two lower lanes. */
// @ts-ignore: decorator
@inline
function addPromoted(sums: usize, two: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(two)));
}

/** Four float64 rows of `length` numbers become a block. */
export function packBlock(rows: usize, length: i32, block: usize): void {
  const stride = (<usize>length) << 3;
  for (const end = rows + stride; rows < end; rows += 8) {
    for (let j: usize = 0; j < 4; j++) store<f32>(block + (j << 2), <f32>load<f64>(rows + j * stride));
    block += QUAD;
  }
}

/** Adds a part to four float64 rows of `columns` numbers, a multiple of 4; they are `stride` bytes apart. */
export function addPart(part: usize, columns: i32, rows: usize, stride: usize): void {
  for (; columns > 0; columns -= 4) {
    for (let j: usize = 0; j < 4; j++) addAllPromoted(rows + j * stride, v128.load(part + j * QUAD));
    part += PART_QUAD;
    rows += 32;
  }
}

/**
 * `groups` times four float64 rows, `stride` bytes apart, += in each column the sum over i of coefficients[i, row] times vector i: a
 * few parts are summed in float32, these sums in float64. Each of the `panels` panels has `count` parts of `columns` columns, one
 * after the other, `partsBytes` from the next panel's. The coefficients of each four rows are a block of 4 `count` rows. `columns` is
 * a multiple of 8.
 */
export function combineParts(
  coefficients: usize, groups: i32, parts: usize, partsBytes: usize, panels: i32, count: i32, columns: i32, rows: usize, stride: usize,
): void {
  const step = <usize>columns * QUAD;
  const groupBytes = <usize>count * PART_QUAD;
  for (; panels > 0; panels--) {
    for (let group: usize = 0; group < <usize>groups; group++) {
      const start = coefficients + group * groupBytes;
      const out = rows + 4 * group * stride;
      for (let at: usize = 0; at < step; at += 2 * PART_QUAD) combineColumns(start, start + groupBytes, parts + at, step, out + (at >> 1), stride);
    }
    parts += partsBytes;
    rows += (<usize>columns) << 3;
  }
}

/** Eight columns; `step` leads from one part to the next. */
function combineColumns(coefficients: usize, end: usize, part: usize, step: usize, rows: usize, stride: usize): void {
  for (; coefficients < end; coefficients += PARTS_PER_SUM * PART_QUAD) {
    addCombined(coefficients, min(coefficients + PARTS_PER_SUM * PART_QUAD, end), part, step, rows, stride);
    part += PARTS_PER_SUM * step;
  }
}

function addCombined(coefficients: usize, end: usize, part: usize, step: usize, rows: usize, stride: usize): void {
  let left0 = f32x4.splat(0);
  let left1 = left0;
  let left2 = left0;
  let left3 = left0;
  let right0 = left0;
  let right1 = left0;
  let right2 = left0;
  let right3 = left0;
  while (coefficients < end) {
    for (const partEnd = part + PART_QUAD; part < partEnd; part += QUAD) {
      const x = v128.load(part);
      const y = v128.load(part, 64);
      let factor = v128.load32_splat(coefficients);
      left0 = multiplyAdd32(left0, x, factor);
      right0 = multiplyAdd32(right0, y, factor);
      factor = v128.load32_splat(coefficients, 4);
      left1 = multiplyAdd32(left1, x, factor);
      right1 = multiplyAdd32(right1, y, factor);
      factor = v128.load32_splat(coefficients, 8);
      left2 = multiplyAdd32(left2, x, factor);
      right2 = multiplyAdd32(right2, y, factor);
      factor = v128.load32_splat(coefficients, 12);
      left3 = multiplyAdd32(left3, x, factor);
      right3 = multiplyAdd32(right3, y, factor);
      coefficients += QUAD;
    }
    part += step - PART_QUAD;
  }
  addAllPromoted(rows, left0);
  addAllPromoted(rows + 32, right0);
  rows += stride;
  addAllPromoted(rows, left1);
  addAllPromoted(rows + 32, right1);
  rows += stride;
  addAllPromoted(rows, left2);
  addAllPromoted(rows + 32, right2);
  rows += stride;
  addAllPromoted(rows, left3);
  addAllPromoted(rows + 32, right3);
}

// @ts-ignore: decorator
@inline
function addAllPromoted(sums: usize, four: v128): void {
  addPromoted(sums, four);
  addPromoted(sums + 16, upperHalf(four));
}
