import { CELL, load4, loadHigh, storeCell } from './vector';
import { Window } from './window';

/**
 * The mean of each window over its positions inside the image.
 * input: [block][channel][inputHeight][inputWidth] cells. output: [block][channel][height][width] cells.
 */
export function averagePoolingForward(shape: Window, input: usize, output: usize): void {
  const height = shape.height, width = shape.width, inputHeight = shape.inputHeight, inputWidth = shape.inputWidth;
  for (let plane = shape.blocks * shape.channels; plane > 0; plane--) {
    for (let y = 0; y < height; y++) {
      const top = y * shape.strideY - shape.padTop, bottom = min(top + shape.windowHeight, inputHeight);
      for (let x = 0; x < width; x++) {
        const left = x * shape.strideX - shape.padLeft, right = min(left + shape.windowWidth, inputWidth);
        let low = f32x4.splat(0), high = low;
        for (let row = max(top, 0); row < bottom; row++) {
          for (let column = max(left, 0); column < right; column++) {
            const at = input + (row * inputWidth + column) * CELL;
            low = f32x4.add(low, load4(at));
            high = f32x4.add(high, loadHigh(at));
          }
        }
        const count = f32x4.splat(<f32>positions(top, bottom, left, right));
        storeCell(output, f32x4.div(low, count), f32x4.div(high, count));
        output += CELL;
      }
    }
    input += shape.inputPlane;
  }
}

/** Hands each position of a window an equal share of its gradient. Arrays are shaped as in `averagePoolingForward`. */
export function averagePoolingGradient(shape: Window, dOutput: usize, dInput: usize): void {
  const height = shape.height, width = shape.width, inputHeight = shape.inputHeight, inputWidth = shape.inputWidth;
  const planes = shape.blocks * shape.channels;
  memory.fill(dInput, 0, planes * shape.inputPlane);
  for (let plane = planes; plane > 0; plane--) {
    for (let y = 0; y < height; y++) {
      const top = y * shape.strideY - shape.padTop, bottom = min(top + shape.windowHeight, inputHeight);
      for (let x = 0; x < width; x++) {
        const left = x * shape.strideX - shape.padLeft, right = min(left + shape.windowWidth, inputWidth);
        const count = f32x4.splat(<f32>positions(top, bottom, left, right));
        const low = f32x4.div(load4(dOutput), count), high = f32x4.div(loadHigh(dOutput), count);
        for (let row = max(top, 0); row < bottom; row++) {
          for (let column = max(left, 0); column < right; column++) {
            const to = dInput + (row * inputWidth + column) * CELL;
            storeCell(to, f32x4.add(load4(to), low), f32x4.add(loadHigh(to), high));
          }
        }
        dOutput += CELL;
      }
    }
    dInput += shape.inputPlane;
  }
}

/** Positions of a window that are inside of the image; its first row and column may be before it. */
@inline
function positions(top: i32, bottom: i32, left: i32, right: i32): i32 {
  return (bottom - max(top, 0)) * (right - max(left, 0));
}
