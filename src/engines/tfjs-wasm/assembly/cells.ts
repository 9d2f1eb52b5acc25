import { CELL, LANES as SAMPLES, VECTOR } from '../../simd/assembly/vector';
import { Window } from '../../simd/assembly/window';
import { LANES, loadUpTo4, storeUpTo4 } from './rows';

// Between the backend's arrays, [sample][row][column][channel] floats, and the cells of the simd engine,
// [block][channel][row][column].

/** Cells with the frame that the window reads; those of the frame and of samples that the last block lacks are 0. */
export function toCells(shape: Window, input: usize, output: usize, samples: i32): void {
  const height = shape.inputHeight, width = shape.inputWidth, channels = shape.channels;
  const image = 4 * height * width * channels, block = channels * shape.paddedPlane;
  if (shape.paddedPlane != shape.inputPlane) memory.fill(output, 0, shape.blocks * block);
  output += (shape.padTop * shape.paddedWidth + shape.padLeft) * CELL;
  for (; samples > 0; samples -= SAMPLES) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = input + (y * width + x) * channels * 4, to = output + (y * shape.paddedWidth + x) * CELL;
        for (let channel = 0; channel < channels; channel += LANES) {
          const lanes = channels - channel, at = to + channel * shape.paddedPlane;
          turnIn(from + 4 * channel, image, samples, at, shape.paddedPlane, lanes);
          turnIn(from + 4 * channel + LANES * image, image, samples - LANES, at + VECTOR, shape.paddedPlane, lanes);
        }
      }
    }
    input += SAMPLES * image;
    output += block;
  }
}

/** Four channels of four samples, `image` bytes apart, to half a cell for each channel, `plane` bytes apart. */
@inline
function turnIn(from: usize, image: i32, samples: i32, to: usize, plane: i32, lanes: i32): void {
  const zero = f32x4.splat(0);
  const a = samples > 0 ? loadUpTo4(from, lanes) : zero, b = samples > 1 ? loadUpTo4(from + image, lanes) : zero;
  const c = samples > 2 ? loadUpTo4(from + 2 * image, lanes) : zero, d = samples > 3 ? loadUpTo4(from + 3 * image, lanes) : zero;
  const abLow = zipLow(a, b), abHigh = zipHigh(a, b), cdLow = zipLow(c, d), cdHigh = zipHigh(c, d);
  v128.store(to, joinLow(abLow, cdLow));
  if (lanes > 1) v128.store(to + plane, joinHigh(abLow, cdLow));
  if (lanes > 2) v128.store(to + 2 * plane, joinLow(abHigh, cdHigh));
  if (lanes > 3) v128.store(to + 3 * plane, joinHigh(abHigh, cdHigh));
}

/** The reverse of `toCells`, from cells without a frame. */
export function fromCells(shape: Window, input: usize, output: usize, samples: i32): void {
  const positions = shape.inputHeight * shape.inputWidth, channels = shape.channels, plane = shape.inputPlane;
  const image = 4 * positions * channels;
  for (; samples > 0; samples -= SAMPLES) {
    for (let position = 0; position < positions; position++) {
      const to = output + position * channels * 4, from = input + position * CELL;
      for (let channel = 0; channel < channels; channel += LANES) {
        const lanes = channels - channel, at = from + channel * plane;
        turnOut(at, plane, lanes, to + 4 * channel, image, samples);
        turnOut(at + VECTOR, plane, lanes, to + 4 * channel + LANES * image, image, samples - LANES);
      }
    }
    input += channels * plane;
    output += SAMPLES * image;
  }
}

@inline
function turnOut(from: usize, plane: i32, lanes: i32, to: usize, image: i32, samples: i32): void {
  const zero = f32x4.splat(0);
  const a = v128.load(from), b = lanes > 1 ? v128.load(from + plane) : zero;
  const c = lanes > 2 ? v128.load(from + 2 * plane) : zero, d = lanes > 3 ? v128.load(from + 3 * plane) : zero;
  const abLow = zipLow(a, b), abHigh = zipHigh(a, b), cdLow = zipLow(c, d), cdHigh = zipHigh(c, d);
  if (samples > 0) storeUpTo4(to, joinLow(abLow, cdLow), lanes);
  if (samples > 1) storeUpTo4(to + image, joinHigh(abLow, cdLow), lanes);
  if (samples > 2) storeUpTo4(to + 2 * image, joinLow(abHigh, cdHigh), lanes);
  if (samples > 3) storeUpTo4(to + 3 * image, joinHigh(abHigh, cdHigh), lanes);
}

/** a0 b0 a1 b1 */
@inline
function zipLow(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 4, 1, 5);
}

/** a2 b2 a3 b3 */
@inline
function zipHigh(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 6, 3, 7);
}

/** a0 a1 b0 b1 */
@inline
function joinLow(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 1, 4, 5);
}

/** a2 a3 b2 b3 */
@inline
function joinHigh(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 3, 6, 7);
}
