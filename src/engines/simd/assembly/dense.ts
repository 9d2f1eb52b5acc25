import { Four, One, Three, tileWidth, Two } from './tile';
import { CELL, horizontalSums, load4, loadHigh, multiplyAdd, store4, storeActivated, storeCell, VECTOR } from './vector';

// Products of matrices whose entries are cells with matrices of weights: rows of cells, [row][channel] and [row][filter],
// `inputStep` and `outputStep` bytes from one row to the next, and weights[channel][filter] floats. A dense layer has a row
// for each block of samples, a Winograd convolution one for each tile of an image.

/** output = input * weights + bias, then ReLU if asked for. bias: [filter] floats, or address 0 for none. */
export function denseForward(rows: i32, channels: i32, filters: i32, input: usize, inputStep: i32, weights: usize, bias: usize, output: usize, outputStep: i32, relu: bool): void {
  for (let filter = 0, tile = 0; filter < filters; tile++) {
    const width = tileWidth(filters, tile);
    const w = weights + 4 * filter, b = bias ? bias + 4 * filter : 0, to = output + filter * CELL;
    if (width == 1) forwardTile<One>(rows, channels, filters, input, inputStep, w, b, to, outputStep, relu);
    else if (width == 2) forwardTile<Two>(rows, channels, filters, input, inputStep, w, b, to, outputStep, relu);
    else if (width == 3) forwardTile<Three>(rows, channels, filters, input, inputStep, w, b, to, outputStep, relu);
    else forwardTile<Four>(rows, channels, filters, input, inputStep, w, b, to, outputStep, relu);
    filter += width;
  }
}

/** One tile of filters. Sums are named as in `convolutionForward`. */
function forwardTile<T>(rows: i32, channels: i32, filters: i32, input: usize, inputStep: i32, weights: usize, bias: usize, output: usize, outputStep: i32, relu: bool): void {
  const zero = f32x4.splat(0);
  const weightStep = 4 * filters;
  let bias0 = zero, bias1 = zero, bias2 = zero, bias3 = zero;
  if (bias) {
    bias0 = v128.load_splat<f32>(bias);
    if (offsetof<T>() > 1) bias1 = v128.load_splat<f32>(bias, 4);
    if (offsetof<T>() > 2) bias2 = v128.load_splat<f32>(bias, 8);
    if (offsetof<T>() > 3) bias3 = v128.load_splat<f32>(bias, 12);
  }
  for (let row = rows; row > 0; row--) {
    let a0 = bias0, b0 = a0, a1 = bias1, b1 = a1, a2 = bias2, b2 = a2, a3 = bias3, b3 = a3;
    let w = weights, p = input;
    for (const end = p + channels * CELL; p < end; p += CELL) {
      const low = load4(p), high = loadHigh(p);
      const w0 = v128.load_splat<f32>(w);
      a0 = multiplyAdd(a0, low, w0);
      b0 = multiplyAdd(b0, high, w0);
      if (offsetof<T>() > 1) {
        const w1 = v128.load_splat<f32>(w, 4);
        a1 = multiplyAdd(a1, low, w1);
        b1 = multiplyAdd(b1, high, w1);
      }
      if (offsetof<T>() > 2) {
        const w2 = v128.load_splat<f32>(w, 8);
        a2 = multiplyAdd(a2, low, w2);
        b2 = multiplyAdd(b2, high, w2);
      }
      if (offsetof<T>() > 3) {
        const w3 = v128.load_splat<f32>(w, 12);
        a3 = multiplyAdd(a3, low, w3);
        b3 = multiplyAdd(b3, high, w3);
      }
      w += weightStep;
    }
    storeActivated(output, a0, b0, relu);
    if (offsetof<T>() > 1) storeActivated(output + CELL, a1, b1, relu);
    if (offsetof<T>() > 2) storeActivated(output + 2 * CELL, a2, b2, relu);
    if (offsetof<T>() > 3) storeActivated(output + 3 * CELL, a3, b3, relu);
    input += inputStep;
    output += outputStep;
  }
}

/** dInput = dOutput * transposed weights */
export function denseInputGradient(rows: i32, channels: i32, filters: i32, dOutput: usize, outputStep: i32, weights: usize, dInput: usize, inputStep: i32): void {
  for (let channel = 0, tile = 0; channel < channels; tile++) {
    const width = tileWidth(channels, tile);
    const w = weights + 4 * channel * filters, to = dInput + channel * CELL;
    if (width == 1) inputGradientTile<One>(rows, filters, dOutput, outputStep, w, to, inputStep);
    else if (width == 2) inputGradientTile<Two>(rows, filters, dOutput, outputStep, w, to, inputStep);
    else if (width == 3) inputGradientTile<Three>(rows, filters, dOutput, outputStep, w, to, inputStep);
    else inputGradientTile<Four>(rows, filters, dOutput, outputStep, w, to, inputStep);
    channel += width;
  }
}

/** One tile of channels. */
function inputGradientTile<T>(rows: i32, filters: i32, dOutput: usize, outputStep: i32, weights: usize, dInput: usize, inputStep: i32): void {
  const zero = f32x4.splat(0);
  const weightStep = 4 * filters;
  for (let row = rows; row > 0; row--) {
    let a0 = zero, b0 = zero, a1 = zero, b1 = zero, a2 = zero, b2 = zero, a3 = zero, b3 = zero;
    let w = weights, p = dOutput;
    for (const end = p + filters * CELL; p < end; p += CELL) {
      const low = load4(p), high = loadHigh(p);
      const w0 = v128.load_splat<f32>(w);
      a0 = multiplyAdd(a0, low, w0);
      b0 = multiplyAdd(b0, high, w0);
      if (offsetof<T>() > 1) {
        const w1 = v128.load_splat<f32>(w + weightStep);
        a1 = multiplyAdd(a1, low, w1);
        b1 = multiplyAdd(b1, high, w1);
      }
      if (offsetof<T>() > 2) {
        const w2 = v128.load_splat<f32>(w + 2 * weightStep);
        a2 = multiplyAdd(a2, low, w2);
        b2 = multiplyAdd(b2, high, w2);
      }
      if (offsetof<T>() > 3) {
        const w3 = v128.load_splat<f32>(w + 3 * weightStep);
        a3 = multiplyAdd(a3, low, w3);
        b3 = multiplyAdd(b3, high, w3);
      }
      w += 4;
    }
    storeCell(dInput, a0, b0);
    if (offsetof<T>() > 1) storeCell(dInput + CELL, a1, b1);
    if (offsetof<T>() > 2) storeCell(dInput + 2 * CELL, a2, b2);
    if (offsetof<T>() > 3) storeCell(dInput + 3 * CELL, a3, b3);
    dOutput += outputStep;
    dInput += inputStep;
  }
}

/** gradient += transposed input * dOutput, added up over the samples of the cells. gradient: [channel][filter] floats. */
export function denseWeightGradient(rows: i32, channels: i32, filters: i32, input: usize, inputStep: i32, dOutput: usize, outputStep: i32, gradient: usize): void {
  for (let filter = 0, tile = 0; filter < filters; tile++) {
    const width = tileWidth(filters, tile);
    const d = dOutput + filter * CELL;
    for (let channel = 0; channel < channels; channel += 2) {
      const p = input + channel * CELL, q = channel + 1 < channels ? p + CELL : p;
      const first = gradient + 4 * (channel * filters + filter);
      const second: usize = p == q ? 0 : first + 4 * filters;
      if (width == 1) addPair<One>(rows, p, q, inputStep, d, outputStep, first, second);
      else if (width == 2) addPair<Two>(rows, p, q, inputStep, d, outputStep, first, second);
      else if (width == 3) addPair<Three>(rows, p, q, inputStep, d, outputStep, first, second);
      else addPair<Four>(rows, p, q, inputStep, d, outputStep, first, second);
    }
    filter += width;
  }
}

/**
 * Two channels (read at p and q) and a tile of filters: in pairs, each output gradient that is loaded serves twice. a0, b0
 * are the sums of the tile's first filter for the first and the second channel, and so on; the two halves of a cell go to the
 * same sums. second: where the second channel's sums go; 0 if there is none.
 */
function addPair<T>(rows: i32, p: usize, q: usize, inputStep: i32, d: usize, outputStep: i32, first: usize, second: usize): void {
  const zero = f32x4.splat(0);
  let a0 = zero, b0 = zero, a1 = zero, b1 = zero, a2 = zero, b2 = zero, a3 = zero, b3 = zero;
  for (let row = rows; row > 0; row--) {
    for (let half = 0; half < CELL; half += VECTOR) {
      const x = load4(p + half), y = load4(q + half), d0 = load4(d + half);
      a0 = multiplyAdd(a0, x, d0);
      b0 = multiplyAdd(b0, y, d0);
      if (offsetof<T>() > 1) {
        const d1 = v128.load(d + half, CELL);
        a1 = multiplyAdd(a1, x, d1);
        b1 = multiplyAdd(b1, y, d1);
      }
      if (offsetof<T>() > 2) {
        const d2 = v128.load(d + half, 2 * CELL);
        a2 = multiplyAdd(a2, x, d2);
        b2 = multiplyAdd(b2, y, d2);
      }
      if (offsetof<T>() > 3) {
        const d3 = v128.load(d + half, 3 * CELL);
        a3 = multiplyAdd(a3, x, d3);
        b3 = multiplyAdd(b3, y, d3);
      }
    }
    p += inputStep;
    q += inputStep;
    d += outputStep;
  }
  addTo<T>(first, horizontalSums(a0, a1, a2, a3));
  if (second) addTo<T>(second, horizontalSums(b0, b1, b2, b3));
}

/** Adds the first lanes of a vector to as many floats as the tile is wide. */
@inline
function addTo<T>(at: usize, sums: v128): void {
  if (offsetof<T>() == 4) {
    store4(at, f32x4.add(load4(at), sums));
  } else {
    store<f32>(at, load<f32>(at) + f32x4.extract_lane(sums, 0));
    if (offsetof<T>() > 1) store<f32>(at, load<f32>(at, 4) + f32x4.extract_lane(sums, 1), 4);
    if (offsetof<T>() > 2) store<f32>(at, load<f32>(at, 8) + f32x4.extract_lane(sums, 2), 8);
  }
}
