import { CELL, tileWidth } from './vector';

/** Weights for `convolutionForward`: for each tile of filters, [tap][filter of the tile]. `rows` as in the weight gradient. */
export function packForward(weights: usize, packed: usize, rows: usize, taps: i32, filters: i32): void {
  for (let filter = 0, tile = 0; filter < filters; tile++) {
    const t = tileWidth(filters, tile);
    for (let tap = 0; tap < taps; tap++) {
      const from = weights + (load<i32>(rows + 4 * tap) * filters + filter) * 4;
      for (let i = 0; i < t; i++) {
        store<f32>(packed, load<f32>(from + 4 * i));
        packed += 4;
      }
    }
    filter += t;
  }
}

/** Weights for `convolutionInputGradient`: for each tile of input channels, [filter][ky][kx][channel of the tile]. */
export function packBackward(weights: usize, packed: usize, rows: usize, channels: i32, window: i32, filters: i32): void {
  for (let channel = 0, tile = 0; channel < channels; tile++) {
    const t = tileWidth(channels, tile);
    for (let filter = 0; filter < filters; filter++) {
      for (let k = 0; k < window; k++) {
        for (let i = 0; i < t; i++) {
          const row = load<i32>(rows + 4 * ((channel + i) * window + k));
          store<f32>(packed, load<f32>(weights + (row * filters + filter) * 4));
          packed += 4;
        }
      }
    }
    channel += t;
  }
}

/** Picks samples out of byte images (height, width, channels) into blocked, padded cells, scaled by 1/255. Missing samples are 0. */
export function gather(images: usize, indices: usize, output: usize, samples: i32, blocks: i32, height: i32, width: i32, channels: i32, paddedHeight: i32, paddedWidth: i32, padTop: i32, padLeft: i32): void {
  if (paddedHeight != height || paddedWidth != width || samples < blocks * 8) {
    memory.fill(output, 0, blocks * channels * paddedHeight * paddedWidth * CELL);
  }
  for (let i = 0; i < samples; i++) {
    let from = images + load<i32>(indices + 4 * i) * height * width * channels;
    const to = output + (i >> 3) * channels * paddedHeight * paddedWidth * CELL + (i & 7) * 4;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let c = 0; c < channels; c++) {
          const cell = (c * paddedHeight + y + padTop) * paddedWidth + x + padLeft;
          store<f32>(to + cell * CELL, <f32>load<u8>(from) / 255);
          from++;
        }
      }
    }
  }
}

/** Copies images into a larger zero frame. */
export function pad(input: usize, output: usize, planes: i32, height: i32, width: i32, paddedHeight: i32, paddedWidth: i32, padTop: i32, padLeft: i32): void {
  memory.fill(output, 0, planes * paddedHeight * paddedWidth * CELL);
  for (let plane = 0; plane < planes; plane++) {
    for (let y = 0; y < height; y++) {
      memory.copy(output + ((y + padTop) * paddedWidth + padLeft) * CELL, input + y * width * CELL, width * CELL);
    }
    input += height * width * CELL;
    output += paddedHeight * paddedWidth * CELL;
  }
}

/** Blocked cells back to rows of one sample each, features in Keras' order (height, width, channels). */
export function unblock(input: usize, output: usize, samples: i32, channels: i32, positions: i32): void {
  for (let i = 0; i < samples; i++) {
    const from = input + (i >> 3) * channels * positions * CELL + (i & 7) * 4;
    for (let p = 0; p < positions; p++) {
      for (let c = 0; c < channels; c++) {
        store<f32>(output, load<f32>(from + (c * positions + p) * CELL));
        output += 4;
      }
    }
  }
}
