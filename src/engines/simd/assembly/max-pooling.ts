import { CELL, load4, loadHigh, storeCell } from './vector';
import { Window } from './window';

/**
 * The largest value of each window, and where it was: the first of equals. Positions outside the image take no part. A
 * window with NaN gives NaN, so that a diverged network does not look sound.
 * input: [block][channel][inputHeight][inputWidth] cells. output and winners: [block][channel][height][width] cells, the
 * latter of integers, the position in the input plane.
 */
export function maxPoolingForward(shape: Window, input: usize, output: usize, winners: usize): void {
  const height = shape.height, width = shape.width, inputHeight = shape.inputHeight, inputWidth = shape.inputWidth;
  for (let plane = shape.blocks * shape.channels; plane > 0; plane--) {
    for (let y = 0; y < height; y++) {
      const top = y * shape.strideY - shape.padTop, bottom = min(top + shape.windowHeight, inputHeight);
      for (let x = 0; x < width; x++) {
        const left = x * shape.strideX - shape.padLeft, right = min(left + shape.windowWidth, inputWidth);
        let low = f32x4.splat(-Infinity), high = low;
        let lowWinner = i32x4.splat(0), highWinner = lowWinner;
        for (let row = max(top, 0); row < bottom; row++) {
          for (let column = max(left, 0); column < right; column++) {
            const position = row * inputWidth + column;
            const here = i32x4.splat(position);
            const lowValue = load4(input + position * CELL), highValue = loadHigh(input + position * CELL);
            const lowWins = wins(lowValue, low), highWins = wins(highValue, high);
            low = v128.bitselect(lowValue, low, lowWins);
            high = v128.bitselect(highValue, high, highWins);
            lowWinner = v128.bitselect(here, lowWinner, lowWins);
            highWinner = v128.bitselect(here, highWinner, highWins);
          }
        }
        storeCell(output, low, high);
        storeCell(winners, lowWinner, highWinner);
        output += CELL;
        winners += CELL;
      }
    }
    input += shape.inputPlane;
  }
}

/** Where the value is larger than the best so far, or NaN: nothing is larger than NaN. */
@inline
function wins(value: v128, best: v128): v128 {
  return v128.or(f32x4.gt(value, best), f32x4.ne(value, value));
}

/** Hands the gradient of each window to the position that won it. Arrays are those of `maxPoolingForward`. */
export function maxPoolingGradient(shape: Window, dOutput: usize, winners: usize, dInput: usize): void {
  const height = shape.height, width = shape.width, inputHeight = shape.inputHeight, inputWidth = shape.inputWidth;
  const planes = shape.blocks * shape.channels;
  memory.fill(dInput, 0, planes * shape.inputPlane);
  for (let plane = planes; plane > 0; plane--) {
    for (let y = 0; y < height; y++) {
      const top = y * shape.strideY - shape.padTop, bottom = min(top + shape.windowHeight, inputHeight);
      for (let x = 0; x < width; x++) {
        const left = x * shape.strideX - shape.padLeft, right = min(left + shape.windowWidth, inputWidth);
        const low = load4(dOutput), high = loadHigh(dOutput);
        const lowWinner = load4(winners), highWinner = loadHigh(winners);
        for (let row = max(top, 0); row < bottom; row++) {
          for (let column = max(left, 0); column < right; column++) {
            const position = row * inputWidth + column;
            const here = i32x4.splat(position);
            const to = dInput + position * CELL;
            const lowShare = v128.and(low, i32x4.eq(lowWinner, here));
            const highShare = v128.and(high, i32x4.eq(highWinner, here));
            storeCell(to, f32x4.add(load4(to), lowShare), f32x4.add(loadHigh(to), highShare));
          }
        }
        dOutput += CELL;
        winners += CELL;
      }
    }
    dInput += shape.inputPlane;
  }
}
