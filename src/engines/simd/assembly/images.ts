import { CELL, LANES } from './vector';
import { Window } from './window';

/**
 * The batch: picks samples out of byte images, [sample][row][column][channel], and scales them by 1/255 into cells,
 * [block][channel][paddedHeight][paddedWidth]. indices: which samples, in batch order; missing ones are 0.
 */
export function gather(shape: Window, images: usize, indices: usize, output: usize, samples: i32): void {
  const height = shape.inputHeight, width = shape.inputWidth, channels = shape.channels;
  const paddedWidth = shape.paddedWidth, plane = shape.paddedPlane;
  const isFramed = plane != shape.inputPlane;
  if (isFramed || samples < shape.blocks * LANES) memory.fill(output, 0, shape.blocks * channels * plane);
  const origin = output + (shape.padTop * paddedWidth + shape.padLeft) * CELL;
  for (let i = 0; i < samples; i++) {
    let from = images + load<i32>(indices + 4 * i) * height * width * channels;
    const lane = origin + (i / LANES) * channels * plane + (i % LANES) * 4;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const to = lane + (y * paddedWidth + x) * CELL;
        for (let channel = 0; channel < channels; channel++) {
          store<f32>(to + channel * plane, <f32>load<u8>(from) / 255);
          from++;
        }
      }
    }
  }
}

/** Input of a layer, [block][channel][inputHeight][inputWidth] cells, copied into a frame of zeros. */
export function pad(shape: Window, input: usize, output: usize): void {
  const planes = shape.blocks * shape.channels, inputRow = shape.inputWidth * CELL, outputRow = shape.paddedWidth * CELL;
  memory.fill(output, 0, planes * shape.paddedPlane);
  for (let plane = 0; plane < planes; plane++) {
    let to = output + shape.padTop * outputRow + shape.padLeft * CELL;
    for (let y = shape.inputHeight; y > 0; y--) {
      memory.copy(to, input, inputRow);
      input += inputRow;
      to += outputRow;
    }
    output += shape.paddedPlane;
  }
}

/** Cells, [block][channel][position], back to one row of floats for each sample, in Keras' order [position][channel]. */
export function unblock(input: usize, output: usize, samples: i32, channels: i32, positions: i32): void {
  const plane = positions * CELL;
  for (let i = 0; i < samples; i++) {
    const lane = input + (i / LANES) * channels * plane + (i % LANES) * 4;
    for (let position = 0; position < positions; position++) {
      for (let channel = 0; channel < channels; channel++) {
        store<f32>(output, load<f32>(lane + channel * plane + position * CELL));
        output += 4;
      }
    }
  }
}
