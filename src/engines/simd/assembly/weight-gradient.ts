import { Four, One, Three, TILE, tileCount, tileWidth, Two } from './tile';
import { CELL, horizontalSum, load4, loadHigh, multiplyAdd, store4, storeCell, VECTOR } from './vector';
import { Window } from './window';

/** Bytes of the sums of one pair of taps: for each filter of a tile, a vector for either tap. */
const PAIR: i32 = TILE * CELL;

/**
 * Gradient of a convolution's kernel, [row of the Keras kernel][filter of a group] floats.
 * input: padded, [block][channel][paddedHeight][paddedWidth] cells. dOutput: [block][filter][height][width] cells.
 * offsets[tap]: where a tap reads in the padded channels of a group, in bytes. rows[group][tap]: its row in the Keras kernel.
 * sums: scratch, for each tile of a group's filters and each pair of taps `PAIR` bytes.
 */
export function convolutionWeightGradient(shape: Window, input: usize, dOutput: usize, sums: usize, gradient: usize, offsets: usize, rows: usize): void {
  for (let group = shape.groups; group > 0; group--) {
    memory.fill(sums, 0, tileCount(shape.groupFilters) * pairCount(shape) * PAIR);
    addGroup(shape, input, dOutput, sums, offsets);
    foldSums(shape, sums, gradient, rows);
    input += shape.groupChannels * shape.paddedPlane;
    dOutput += shape.groupFilters * shape.outputPlane;
    rows += 4 * shape.taps;
  }
}

/** Adds all blocks of one group to the sums. */
function addGroup(shape: Window, input: usize, dOutput: usize, sums: usize, offsets: usize): void {
  const height = shape.height, width = shape.width;
  const inputBlock = shape.channels * shape.paddedPlane, outputBlock = shape.filters * shape.outputPlane;
  const inputRow = shape.strideY * shape.paddedWidth * CELL;
  if (height * width == 1) {
    // One position a block, as in a dense layer: the blocks serve as the rows of one image.
    addRows(shape, input, dOutput, sums, offsets, shape.blocks, 1, inputBlock, outputBlock);
    return;
  }
  for (let block = shape.blocks; block > 0; block--) {
    if (shape.strideX == 1) {
      addRows(shape, input, dOutput, sums, offsets, height, width, inputRow, width * CELL);
    } else {
      // The cells of a row are apart: they serve as the rows of an image with one column.
      for (let y = 0; y < height; y++) {
        const d = dOutput + y * width * CELL;
        addRows(shape, input + y * inputRow, d, sums, offsets, width, 1, shape.strideX * CELL, CELL);
      }
    }
    input += inputBlock;
    dOutput += outputBlock;
  }
}

/** Adds rows of neighbouring cells to the sums of all weights; steps from one row to the next are in bytes. */
function addRows(shape: Window, input: usize, dOutput: usize, sums: usize, offsets: usize, rows: i32, columns: i32, inputRow: i32, outputRow: i32): void {
  const filters = shape.groupFilters, pairs = pairCount(shape), last = shape.taps - 1, plane = shape.outputPlane;
  for (let filter = 0, tile = 0; filter < filters; tile++) {
    const width = tileWidth(filters, tile);
    for (let pair = 0; pair < pairs; pair++) {
      const p = input + load<i32>(offsets + 8 * pair);
      const q = input + load<i32>(offsets + 4 * min(2 * pair + 1, last));
      if (width == 1) addPair<One>(p, q, dOutput, sums, plane, rows, columns, inputRow, outputRow);
      else if (width == 2) addPair<Two>(p, q, dOutput, sums, plane, rows, columns, inputRow, outputRow);
      else if (width == 3) addPair<Three>(p, q, dOutput, sums, plane, rows, columns, inputRow, outputRow);
      else addPair<Four>(p, q, dOutput, sums, plane, rows, columns, inputRow, outputRow);
      sums += PAIR;
    }
    dOutput += width * plane;
    filter += width;
  }
}

/**
 * Adds input times output gradient over all positions, for two taps (read at p and q) and a tile of filters. Taps come in
 * pairs so that each output gradient that is loaded serves twice. a0, b0 are the sums of the tile's first filter for the
 * first and the second tap, a1, b1 of its second filter, and so on; the two halves of a cell go to the same sums.
 */
function addPair<T>(first: usize, second: usize, dOutput: usize, sums: usize, plane: i32, rows: i32, columns: i32, inputRow: i32, outputRow: i32): void {
  const zero = f32x4.splat(0);
  let a0 = load4(sums), b0 = loadHigh(sums);
  let a1 = zero, b1 = zero, a2 = zero, b2 = zero, a3 = zero, b3 = zero;
  if (offsetof<T>() > 1) { a1 = load4(sums + CELL); b1 = loadHigh(sums + CELL); }
  if (offsetof<T>() > 2) { a2 = load4(sums + 2 * CELL); b2 = loadHigh(sums + 2 * CELL); }
  if (offsetof<T>() > 3) { a3 = load4(sums + 3 * CELL); b3 = loadHigh(sums + 3 * CELL); }
  for (let row = rows; row > 0; row--) {
    let p = first, q = second, d = dOutput;
    for (const end = p + columns * CELL; p < end; p += VECTOR) {
      const x = load4(p), y = load4(q), d0 = load4(d);
      a0 = multiplyAdd(a0, x, d0);
      b0 = multiplyAdd(b0, y, d0);
      let filterAt = d;
      if (offsetof<T>() > 1) {
        const d1 = load4((filterAt += plane));
        a1 = multiplyAdd(a1, x, d1);
        b1 = multiplyAdd(b1, y, d1);
      }
      if (offsetof<T>() > 2) {
        const d2 = load4((filterAt += plane));
        a2 = multiplyAdd(a2, x, d2);
        b2 = multiplyAdd(b2, y, d2);
      }
      if (offsetof<T>() > 3) {
        const d3 = load4((filterAt += plane));
        a3 = multiplyAdd(a3, x, d3);
        b3 = multiplyAdd(b3, y, d3);
      }
      q += VECTOR;
      d += VECTOR;
    }
    first += inputRow;
    second += inputRow;
    dOutput += outputRow;
  }
  storeCell(sums, a0, b0);
  if (offsetof<T>() > 1) storeCell(sums + CELL, a1, b1);
  if (offsetof<T>() > 2) storeCell(sums + 2 * CELL, a2, b2);
  if (offsetof<T>() > 3) storeCell(sums + 3 * CELL, a3, b3);
}

/** Adds up the four lanes of each sum and puts it where Keras keeps that weight. */
function foldSums(shape: Window, sums: usize, gradient: usize, rows: usize): void {
  const filters = shape.groupFilters, taps = shape.taps, pairs = pairCount(shape);
  for (let filter = 0, tile = 0; filter < filters; tile++) {
    const width = tileWidth(filters, tile);
    for (let tap = 0; tap < taps; tap++) {
      const from = sums + (tap >> 1) * PAIR + (tap & 1) * VECTOR;
      const to = gradient + (load<i32>(rows + 4 * tap) * filters + filter) * 4;
      for (let i = 0; i < width; i++) store<f32>(to + 4 * i, horizontalSum(load4(from + i * CELL)));
    }
    sums += pairs * PAIR;
    filter += width;
  }
}

@inline
function pairCount(shape: Window): i32 {
  return (shape.taps + 1) >> 1;
}

/** Gradient of a bias, [filter] floats: the sum of the output gradient over samples and positions. */
export function biasGradient(shape: Window, dOutput: usize, gradient: usize): void {
  const filters = shape.filters, blocks = shape.blocks, outputPlane = shape.outputPlane;
  for (let filter = 0; filter < filters; filter++) {
    let sum = f32x4.splat(0);
    for (let block = 0; block < blocks; block++) {
      const from = dOutput + (block * filters + filter) * outputPlane;
      for (let at = 0; at < outputPlane; at += VECTOR) sum = f32x4.add(sum, load4(from + at));
    }
    store<f32>(gradient + 4 * filter, horizontalSum(sum));
  }
}
