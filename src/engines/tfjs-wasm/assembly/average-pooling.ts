import { Window } from '../../simd/assembly/window';
import { LANES, loadUpTo4, storeUpTo4 } from './rows';

// Arrays are [sample][row][column][channel] floats. Positions outside the image do not count.

/** The mean of each window. */
export function averagePool(shape: Window, input: usize, output: usize, samples: i32): void {
  const height = shape.height, width = shape.width, channels = shape.channels;
  const inputHeight = shape.inputHeight, inputWidth = shape.inputWidth;
  for (; samples > 0; samples--) {
    for (let y = 0; y < height; y++) {
      const first = y * shape.strideY - shape.padTop, top = max(first, 0), bottom = min(first + shape.windowHeight, inputHeight);
      for (let x = 0; x < width; x++) {
        const start = x * shape.strideX - shape.padLeft, left = max(start, 0), right = min(start + shape.windowWidth, inputWidth);
        const count = f32x4.splat(<f32>((bottom - top) * (right - left)));
        for (let channel = 0; channel < channels; channel += LANES) {
          const lanes = channels - channel;
          let sum = f32x4.splat(0);
          for (let row = top; row < bottom; row++) {
            for (let column = left; column < right; column++) {
              sum = f32x4.add(sum, loadUpTo4(input + ((row * inputWidth + column) * channels + channel) * 4, lanes));
            }
          }
          storeUpTo4(output + 4 * channel, f32x4.div(sum, count), lanes);
        }
        output += 4 * channels;
      }
    }
    input += 4 * inputHeight * inputWidth * channels;
  }
}

/** Hands each position of a window an equal share of its gradient. */
export function averagePoolGradient(shape: Window, dOutput: usize, dInput: usize, samples: i32): void {
  const height = shape.height, width = shape.width, channels = shape.channels;
  const inputHeight = shape.inputHeight, inputWidth = shape.inputWidth;
  const image = 4 * inputHeight * inputWidth * channels;
  memory.fill(dInput, 0, samples * image);
  for (; samples > 0; samples--) {
    for (let y = 0; y < height; y++) {
      const first = y * shape.strideY - shape.padTop, top = max(first, 0), bottom = min(first + shape.windowHeight, inputHeight);
      for (let x = 0; x < width; x++) {
        const start = x * shape.strideX - shape.padLeft, left = max(start, 0), right = min(start + shape.windowWidth, inputWidth);
        const count = f32x4.splat(<f32>((bottom - top) * (right - left)));
        for (let channel = 0; channel < channels; channel += LANES) {
          const lanes = channels - channel;
          const share = f32x4.div(loadUpTo4(dOutput + 4 * channel, lanes), count);
          for (let row = top; row < bottom; row++) {
            for (let column = left; column < right; column++) {
              const at = dInput + ((row * inputWidth + column) * channels + channel) * 4;
              storeUpTo4(at, f32x4.add(loadUpTo4(at, lanes), share), lanes);
            }
          }
        }
        dOutput += 4 * channels;
      }
    }
    dInput += image;
  }
}
