import { CELL, horizontalSum, load4, multiplyAdd, store4, TILE, tileWidth } from './vector';

/** Bytes of the sums of one pair of taps: for each filter of a tile, two vectors. */
const PAIR: i32 = TILE * CELL;

/**
 * Adds to the sums of two taps (kernel positions) for up to four filters: input times output gradient over all positions.
 * Taps come in pairs, so that each output gradient that is loaded serves twice. With stride 1 a row of cells is contiguous.
 */
@inline
function addPair(T: i32, dOutput: usize, first: usize, second: usize, sums: usize, height: i32, width: i32, filterStep: i32, inputRow: i32, inputStep: i32): void {
  const zero = f32x4.splat(0);
  let a0 = load4(sums), b0 = v128.load(sums, 16);
  let a1 = T > 1 ? v128.load(sums, 32) : zero, b1 = T > 1 ? v128.load(sums, 48) : zero;
  let a2 = T > 2 ? v128.load(sums, 64) : zero, b2 = T > 2 ? v128.load(sums, 80) : zero;
  let a3 = T > 3 ? v128.load(sums, 96) : zero, b3 = T > 3 ? v128.load(sums, 112) : zero;
  for (let y = 0; y < height; y++) {
    let p = first + y * inputRow, q = second + y * inputRow, d = dOutput + y * width * CELL;
    for (let x = width; x > 0; x--) {
      for (let half = 0; half < CELL; half += 16) {
        const x0 = load4(p + half), x1 = load4(q + half);
        const d0 = load4(d + half);
        a0 = multiplyAdd(a0, x0, d0);
        b0 = multiplyAdd(b0, x1, d0);
        if (T > 1) { const d1 = load4(d + filterStep + half); a1 = multiplyAdd(a1, x0, d1); b1 = multiplyAdd(b1, x1, d1); }
        if (T > 2) { const d2 = load4(d + 2 * filterStep + half); a2 = multiplyAdd(a2, x0, d2); b2 = multiplyAdd(b2, x1, d2); }
        if (T > 3) { const d3 = load4(d + 3 * filterStep + half); a3 = multiplyAdd(a3, x0, d3); b3 = multiplyAdd(b3, x1, d3); }
      }
      p += inputStep;
      q += inputStep;
      d += CELL;
    }
  }
  store4(sums, a0); v128.store(sums, b0, 16);
  if (T > 1) { v128.store(sums, a1, 32); v128.store(sums, b1, 48); }
  if (T > 2) { v128.store(sums, a2, 64); v128.store(sums, b2, 80); }
  if (T > 3) { v128.store(sums, a3, 96); v128.store(sums, b3, 112); }
}

function addPair1(d: usize, p: usize, q: usize, s: usize, h: i32, w: i32, f: i32, r: i32, i: i32): void { addPair(1, d, p, q, s, h, w, f, r, i); }
function addPair2(d: usize, p: usize, q: usize, s: usize, h: i32, w: i32, f: i32, r: i32, i: i32): void { addPair(2, d, p, q, s, h, w, f, r, i); }
function addPair3(d: usize, p: usize, q: usize, s: usize, h: i32, w: i32, f: i32, r: i32, i: i32): void { addPair(3, d, p, q, s, h, w, f, r, i); }
function addPair4(d: usize, p: usize, q: usize, s: usize, h: i32, w: i32, f: i32, r: i32, i: i32): void { addPair(4, d, p, q, s, h, w, f, r, i); }

@inline
function tapAt(offsets: usize, tap: i32, taps: i32): usize {
  return load<i32>(offsets + 4 * min(tap, taps - 1)) * 4;
}

/**
 * Gradient of a convolution's weights, in Keras' layout. `offsets[tap]` is where a tap reads in the padded input, in floats;
 * `rows[tap]` is its row in the Keras kernel seen as (taps, filters). `sums` is scratch of ceil(taps / 2) pairs for each tile.
 * A dense layer (1x1 images) goes over the blocks inside the kernel, since it has but one position in each.
 */
export function convolutionWeightGradient(input: usize, dOutput: usize, sums: usize, gradient: usize, offsets: usize, rows: usize, blocks: i32, inputCells: i32, filters: i32, height: i32, width: i32, taps: i32, paddedWidth: i32, strideY: i32, strideX: i32): void {
  const pairs = (taps + 1) >> 1;
  const tiles = (filters + TILE - 1) / TILE;
  const isDense = height * width == 1;
  const passes = isDense ? 1 : blocks;
  const rowCount = isDense ? blocks : height;
  const inputRow = isDense ? inputCells * CELL : paddedWidth * strideY * CELL;
  if (!isDense) memory.fill(sums, 0, tiles * pairs * PAIR);
  for (let pass = 0; pass < passes; pass++) {
    const from = input + pass * inputCells * CELL;
    let d = dOutput + pass * filters * height * width * CELL;
    for (let filter = 0, tile = 0; filter < filters; tile++) {
      const t = tileWidth(filters, tile);
      for (let pair = 0; pair < pairs; pair++) {
        const s = sums + (tile * pairs + pair) * PAIR;
        const p = from + tapAt(offsets, 2 * pair, taps), q = from + tapAt(offsets, 2 * pair + 1, taps);
        if (isDense) addDense(t, d, p, q, s, blocks, filters * CELL, inputRow);
        else if (t == 1) addPair1(d, p, q, s, rowCount, width, height * width * CELL, inputRow, strideX * CELL);
        else if (t == 2) addPair2(d, p, q, s, rowCount, width, height * width * CELL, inputRow, strideX * CELL);
        else if (t == 3) addPair3(d, p, q, s, rowCount, width, height * width * CELL, inputRow, strideX * CELL);
        else addPair4(d, p, q, s, rowCount, width, height * width * CELL, inputRow, strideX * CELL);
      }
      d += t * height * width * CELL;
      filter += t;
    }
  }
  foldSums(sums, gradient, rows, filters, taps);
}

/** `addPair` for dense layers: one cell a block, filters side by side. */
@inline
function addDenseTile(T: i32, dOutput: usize, first: usize, second: usize, sums: usize, blocks: i32, dStep: i32, inputStep: i32): void {
  const zero = f32x4.splat(0);
  let p = first, q = second, d = dOutput;
  let a0 = zero, b0 = zero, a1 = zero, b1 = zero, a2 = zero, b2 = zero, a3 = zero, b3 = zero;
  for (let block = blocks; block > 0; block--) {
    for (let half = 0; half < CELL; half += 16) {
      const x0 = load4(p + half), x1 = load4(q + half);
      const d0 = load4(d + half);
      a0 = multiplyAdd(a0, x0, d0);
      b0 = multiplyAdd(b0, x1, d0);
      if (T > 1) { const d1 = load4(d + CELL + half); a1 = multiplyAdd(a1, x0, d1); b1 = multiplyAdd(b1, x1, d1); }
      if (T > 2) { const d2 = load4(d + 2 * CELL + half); a2 = multiplyAdd(a2, x0, d2); b2 = multiplyAdd(b2, x1, d2); }
      if (T > 3) { const d3 = load4(d + 3 * CELL + half); a3 = multiplyAdd(a3, x0, d3); b3 = multiplyAdd(b3, x1, d3); }
    }
    p += inputStep;
    q += inputStep;
    d += dStep;
  }
  store4(sums, a0); v128.store(sums, b0, 16);
  if (T > 1) { v128.store(sums, a1, 32); v128.store(sums, b1, 48); }
  if (T > 2) { v128.store(sums, a2, 64); v128.store(sums, b2, 80); }
  if (T > 3) { v128.store(sums, a3, 96); v128.store(sums, b3, 112); }
}

function addDense(t: i32, d: usize, p: usize, q: usize, s: usize, blocks: i32, dStep: i32, inputStep: i32): void {
  if (t == 1) addDenseTile(1, d, p, q, s, blocks, dStep, inputStep);
  else if (t == 2) addDenseTile(2, d, p, q, s, blocks, dStep, inputStep);
  else if (t == 3) addDenseTile(3, d, p, q, s, blocks, dStep, inputStep);
  else addDenseTile(4, d, p, q, s, blocks, dStep, inputStep);
}

/** Adds up the eight samples of each sum and puts it where Keras keeps that weight. */
function foldSums(sums: usize, gradient: usize, rows: usize, filters: i32, taps: i32): void {
  const pairs = (taps + 1) >> 1;
  for (let filter = 0, tile = 0; filter < filters; tile++) {
    const t = tileWidth(filters, tile);
    for (let tap = 0; tap < taps; tap++) {
      const from = sums + (tile * pairs + (tap >> 1)) * PAIR + (tap & 1) * 16;
      const to = gradient + (load<i32>(rows + 4 * tap) * filters + filter) * 4;
      for (let i = 0; i < t; i++) store<f32>(to + 4 * i, horizontalSum(load4(from + i * CELL)));
    }
    filter += t;
  }
}

/** Gradient of a bias: the sum of the output gradient over samples and positions. */
export function biasGradient(dOutput: usize, gradient: usize, blocks: i32, filters: i32, positions: i32): void {
  for (let filter = 0; filter < filters; filter++) {
    let sum = f32x4.splat(0);
    for (let block = 0; block < blocks; block++) {
      let p = dOutput + (block * filters + filter) * positions * CELL;
      for (let i = positions * 2; i > 0; i--) {
        sum = f32x4.add(sum, load4(p));
        p += 16;
      }
    }
    store<f32>(gradient + 4 * filter, horizontalSum(sum));
  }
}
