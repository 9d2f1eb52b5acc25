import { Window } from '../../simd/assembly/window';
import { LANES, loadUpTo4, storeUpTo4 } from './rows';

// Arrays are [sample][row][column][channel] floats.

/** The largest value of each window, NaN where there is one. Positions outside the image take no part. */
export function maxPool(shape: Window, input: usize, output: usize, samples: i32): void {
  const height = shape.height, width = shape.width, channels = shape.channels;
  const inputHeight = shape.inputHeight, inputWidth = shape.inputWidth;
  for (; samples > 0; samples--) {
    for (let y = 0; y < height; y++) {
      const top = y * shape.strideY - shape.padTop, bottom = min(top + shape.windowHeight, inputHeight);
      for (let x = 0; x < width; x++) {
        const left = x * shape.strideX - shape.padLeft, right = min(left + shape.windowWidth, inputWidth);
        for (let channel = 0; channel < channels; channel += LANES) {
          const lanes = channels - channel;
          let largest = f32x4.splat(-Infinity);
          for (let row = max(top, 0); row < bottom; row++) {
            for (let column = max(left, 0); column < right; column++) {
              const at = input + ((row * inputWidth + column) * channels + channel) * 4;
              largest = f32x4.max(largest, loadUpTo4(at, lanes));
            }
          }
          storeUpTo4(output + 4 * channel, largest, lanes);
        }
        output += 4 * channels;
      }
    }
    input += 4 * inputHeight * inputWidth * channels;
  }
}

/** Hands the gradient of each window to the first of its positions that has its largest value, which is in `output`. */
export function maxPoolGradient(shape: Window, input: usize, output: usize, dOutput: usize, dInput: usize, samples: i32): void {
  const height = shape.height, width = shape.width, channels = shape.channels;
  const inputHeight = shape.inputHeight, inputWidth = shape.inputWidth;
  const image = 4 * inputHeight * inputWidth * channels;
  memory.fill(dInput, 0, samples * image);
  for (; samples > 0; samples--) {
    for (let y = 0; y < height; y++) {
      const top = y * shape.strideY - shape.padTop, bottom = min(top + shape.windowHeight, inputHeight);
      for (let x = 0; x < width; x++) {
        const left = x * shape.strideX - shape.padLeft, right = min(left + shape.windowWidth, inputWidth);
        for (let channel = 0; channel < channels; channel += LANES) {
          const lanes = channels - channel;
          const largest = loadUpTo4(output + 4 * channel, lanes);
          let gradient = loadUpTo4(dOutput + 4 * channel, lanes);
          for (let row = max(top, 0); row < bottom; row++) {
            for (let column = max(left, 0); column < right; column++) {
              const at = ((row * inputWidth + column) * channels + channel) * 4;
              const isFirst = f32x4.eq(loadUpTo4(input + at, lanes), largest);
              const share = f32x4.add(loadUpTo4(dInput + at, lanes), v128.and(gradient, isFirst));
              storeUpTo4(dInput + at, share, lanes);
              gradient = v128.andnot(gradient, isFirst);
            }
          }
        }
        output += 4 * channels;
        dOutput += 4 * channels;
      }
    }
    input += image;
    dInput += image;
  }
}
