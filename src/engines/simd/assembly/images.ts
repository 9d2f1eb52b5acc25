import { CELL, LANES } from './vector';
import { Window } from './window';

// Between rows of values, [sample][row][column][channel] as Keras has them, and cells, [block][channel][row][column].
// Cells of samples that a batch lacks are 0.

/**
 * The batch: picks samples out of byte images and scales them by 1/255 into cells with the frame of the first layer.
 * indices: which samples, in batch order.
 */
export function gatherBytes(shape: Window, images: usize, indices: usize, output: usize, samples: i32): void {
  gather<u8>(shape, images, indices, output, samples, 255);
}

/** The same of float images, as they are. */
export function gatherFloats(shape: Window, images: usize, indices: usize, output: usize, samples: i32): void {
  gather<f32>(shape, images, indices, output, samples, 1);
}

function gather<T>(shape: Window, images: usize, indices: usize, output: usize, samples: i32, divisor: f32): void {
  const height = shape.inputHeight, width = shape.inputWidth, channels = shape.channels;
  const paddedWidth = shape.paddedWidth, plane = shape.paddedPlane;
  const isFramed = plane != shape.inputPlane;
  const imageBytes = height * width * channels * sizeof<T>();
  if (isFramed || samples < shape.blocks * LANES) memory.fill(output, 0, shape.blocks * channels * plane);
  const origin = output + (shape.padTop * paddedWidth + shape.padLeft) * CELL;
  for (let i = 0; i < samples; i++) {
    let from = images + load<i32>(indices + 4 * i) * imageBytes;
    const lane = origin + (i / LANES) * channels * plane + (i % LANES) * 4;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const to = lane + (y * paddedWidth + x) * CELL;
        for (let channel = 0; channel < channels; channel++) {
          store<f32>(to + channel * plane, <f32>load<T>(from) / divisor);
          from += sizeof<T>();
        }
      }
    }
  }
}

/** Dropout's factors: 0 where the byte in `keep` is 0, else `scale`. */
export function dropoutFactors(keep: usize, output: usize, samples: i32, blocks: i32, channels: i32, positions: i32, scale: f32): void {
  const plane = positions * CELL;
  if (samples < blocks * LANES) memory.fill(output, 0, blocks * channels * plane);
  for (let i = 0; i < samples; i++) {
    const lane = output + (i / LANES) * channels * plane + (i % LANES) * 4;
    for (let position = 0; position < positions; position++) {
      for (let channel = 0; channel < channels; channel++) {
        store<f32>(lane + channel * plane + position * CELL, load<u8>(keep) ? scale : 0);
        keep++;
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

/** Cells, [block][channel][position], back to one row of floats for each sample, [position][channel]. */
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

/** [block][row][column] cells as [block][column][row]. */
export function transpose(input: usize, output: usize, blocks: i32, rows: i32, columns: i32): void {
  for (let block = 0; block < blocks; block++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        memory.copy(output + (column * rows + row) * CELL, input, CELL);
        input += CELL;
      }
    }
    output += rows * columns * CELL;
  }
}
