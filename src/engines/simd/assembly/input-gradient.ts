import { Four, One, Three, tileWidth, Two } from './tile';
import { CELL, load4, loadHigh, multiplyAdd, storeCell } from './vector';
import { Window } from './window';

/**
 * Gradient of a convolution's input from that of its output: the transposed convolution.
 * dOutput: [block][filter][height][width] cells. packed: from `packBackward`.
 * dInput: without padding, [block][channel][inputHeight][inputWidth] cells.
 */
export function convolutionInputGradient(shape: Window, dOutput: usize, packed: usize, dInput: usize): void {
  const blocks = shape.blocks, groups = shape.groups, channels = shape.groupChannels, filters = shape.groupFilters;
  for (let block = 0; block < blocks; block++) {
    let weights = packed;
    for (let group = 0; group < groups; group++) {
      for (let channel = 0, tile = 0; channel < channels; tile++) {
        const width = tileWidth(channels, tile);
        if (width == 1) inputGradientTile<One>(shape, dOutput, weights, dInput);
        else if (width == 2) inputGradientTile<Two>(shape, dOutput, weights, dInput);
        else if (width == 3) inputGradientTile<Three>(shape, dOutput, weights, dInput);
        else inputGradientTile<Four>(shape, dOutput, weights, dInput);
        weights += 4 * width * filters * shape.area;
        dInput += width * shape.inputPlane;
        channel += width;
      }
      dOutput += filters * shape.outputPlane;
    }
  }
}

/**
 * One tile of input channels over one block: each position gathers from the outputs that it took part in. Sums are named
 * as in `convolutionForward`; weights are [ky][kx][filter][channel of the tile].
 */
function inputGradientTile<T>(shape: Window, dOutput: usize, weights: usize, dInput: usize): void {
  const inputHeight = shape.inputHeight, inputWidth = shape.inputWidth, inputPlane = shape.inputPlane;
  const height = shape.height, width = shape.width, filters = shape.groupFilters;
  const windowHeight = shape.windowHeight, windowWidth = shape.windowWidth;
  const strideY = shape.strideY, strideX = shape.strideX, padTop = shape.padTop, padLeft = shape.padLeft;
  const outputPlane = shape.outputPlane, outputRow = width * CELL;
  const tap = 4 * <i32>offsetof<T>();
  const columnStep = strideX * filters * tap, rowStep = strideY * windowWidth * filters * tap;
  const zero = f32x4.splat(0);
  for (let row = 0; row < inputHeight; row++) {
    const y = row + padTop;
    const ky = firstTap(y, height, strideY);
    const rows = tapCount(y, ky, windowHeight, strideY);
    const outputY = (y - ky) / strideY;
    for (let column = 0; column < inputWidth; column++) {
      const x = column + padLeft;
      const kx = firstTap(x, width, strideX);
      const columns = tapCount(x, kx, windowWidth, strideX);
      let rowAt = dOutput + (outputY * width + (x - kx) / strideX) * CELL;
      let rowWeights = weights + (ky * windowWidth + kx) * filters * tap;
      let a0 = zero, b0 = zero, a1 = zero, b1 = zero, a2 = zero, b2 = zero, a3 = zero, b3 = zero;
      for (let i = rows; i > 0; i--) {
        let columnAt = rowAt, columnWeights = rowWeights;
        for (let j = columns; j > 0; j--) {
          let p = columnAt, w = columnWeights;
          for (let filter = filters; filter > 0; filter--) {
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
            p += outputPlane;
            w += tap;
          }
          columnAt -= CELL;
          columnWeights += columnStep;
        }
        rowAt -= outputRow;
        rowWeights += rowStep;
      }
      const to = dInput + (row * inputWidth + column) * CELL;
      storeCell(to, a0, b0);
      if (offsetof<T>() > 1) storeCell(to + inputPlane, a1, b1);
      if (offsetof<T>() > 2) storeCell(to + 2 * inputPlane, a2, b2);
      if (offsetof<T>() > 3) storeCell(to + 3 * inputPlane, a3, b3);
    }
  }
}

/** First index of the window that meets padded input position `at` from an output position that exists. */
function firstTap(at: i32, outputs: i32, stride: i32): i32 {
  const first = at - (outputs - 1) * stride;
  return first < 0 ? at % stride : first;
}

/** How many of the indices first, first + stride, ... meet it. */
function tapCount(at: i32, first: i32, window: i32, stride: i32): i32 {
  const last = min(window - 1, at);
  return last < first ? 0 : (last - first) / stride + 1;
}
