import { denseForward, denseInputGradient, denseWeightGradient } from './dense';
import { CELL, load4, store4, VECTOR } from './vector';
import { Window } from './window';
import { collect, evaluate, merge, POINTS, pointScale, split } from './winograd-points';

// Convolutions with square kernels of 3 to 5 taps a side and stride 1, at 36 points: an image is cut into tiles of outputs,
// each of which needs one product for each point, channel and filter instead of one for each tap. At each point, a block's
// tiles are the rows of a dense layer.

const PLANES: i32 = POINTS * POINTS;
/** Bytes of a line of the processor's cache. */
const LINE: i32 = 64;
/** Bytes of the vectors of one tile at all points. */
const TILE_BYTES: i32 = PLANES * VECTOR;
const ROW_BYTES: i32 = POINTS * VECTOR;

/** Bytes of scratch that the functions below need. */
export function winogradScratch(shape: Window): i32 {
  return 2 * TILE_BYTES + oddLines(frameBytes(shape)) + PLANES * (planeBytes(shape, shape.channels) + planeBytes(shape, shape.filters));
}

/** Weights at the points, [point][channel][filter] floats, from Keras' kernel. Channels times filters fill whole vectors. */
export function winogradWeights(shape: Window, weights: usize, scratch: usize, points: usize): void {
  const size = shape.windowHeight, step = 4 * shape.channels * shape.filters;
  for (let at = 0; at < step; at += VECTOR) {
    for (let x = 0; x < size; x++) evaluate(weights + at + x * step, size * step, size, scratch + x * VECTOR, ROW_BYTES);
    for (let y = 0; y < POINTS; y++) {
      const to = points + at + y * POINTS * step;
      evaluate(scratch + y * ROW_BYTES, VECTOR, size, to, step);
      for (let x = 0; x < POINTS; x++) scale(to + x * step, y, x);
    }
  }
}

/** Gradient of Keras' kernel from that of the weights at the points, which it overwrites. */
export function winogradWeightGradient(shape: Window, points: usize, scratch: usize, gradient: usize): void {
  const size = shape.windowHeight, step = 4 * shape.channels * shape.filters;
  for (let at = 0; at < step; at += VECTOR) {
    for (let y = 0; y < POINTS; y++) {
      const from = points + at + y * POINTS * step;
      for (let x = 0; x < POINTS; x++) scale(from + x * step, y, x);
      collect(from, step, size, scratch + y * ROW_BYTES, VECTOR);
    }
    for (let x = 0; x < size; x++) collect(scratch + x * VECTOR, ROW_BYTES, size, gradient + at + x * step, size * step);
  }
}

@inline
function scale(at: usize, y: i32, x: i32): void {
  store4(at, f32x4.mul(load4(at), f32x4.splat(pointScale(y) * pointScale(x))));
}

/** As `convolutionForward`, but input is without its frame and weights are those at the points. */
export function winogradForward(shape: Window, input: usize, points: usize, bias: usize, scratch: usize, output: usize, relu: bool): void {
  const channels = shape.channels, filters = shape.filters, tiles = tileRows(shape) * tileColumns(shape);
  const inputs = inputsAt(shape, scratch), inputStep = rowBytes(channels), inputPlane = planeBytes(shape, channels);
  const outputs = outputsAt(shape, scratch), outputStep = rowBytes(filters), outputPlane = planeBytes(shape, filters);
  for (let block = shape.blocks; block > 0; block--) {
    splitInput(shape, input, scratch);
    for (let point = 0; point < PLANES; point++) {
      const w = points + point * 4 * channels * filters;
      const from = inputs + point * inputPlane, to = outputs + point * outputPlane;
      denseForward(tiles, channels, filters, from, inputStep, w, 0, to, outputStep, false);
    }
    collectOutput(shape, scratch, bias, output, relu);
    input += channels * shape.inputPlane;
    output += filters * shape.outputPlane;
  }
}

/** Gradients of the weights at the points and, unless its address is 0, of the input. */
export function winogradBackward(shape: Window, input: usize, dOutput: usize, points: usize, scratch: usize, dPoints: usize, dInput: usize): void {
  const channels = shape.channels, filters = shape.filters, tiles = tileRows(shape) * tileColumns(shape);
  const inputs = inputsAt(shape, scratch), inputStep = rowBytes(channels), inputPlane = planeBytes(shape, channels);
  const outputs = outputsAt(shape, scratch), outputStep = rowBytes(filters), outputPlane = planeBytes(shape, filters);
  const weightBytes = 4 * channels * filters;
  memory.fill(dPoints, 0, PLANES * weightBytes);
  for (let block = shape.blocks; block > 0; block--) {
    // Done again: to keep it from the forward pass would take more time, since it would leave the cache.
    splitInput(shape, input, scratch);
    evaluateOutput(shape, dOutput, scratch);
    for (let point = 0; point < PLANES; point++) {
      const x = inputs + point * inputPlane, d = outputs + point * outputPlane, w = point * weightBytes;
      denseWeightGradient(tiles, channels, filters, x, inputStep, d, outputStep, dPoints + w);
      if (dInput) denseInputGradient(tiles, channels, filters, d, outputStep, points + w, x, inputStep);
    }
    if (dInput) {
      mergeInput(shape, scratch, dInput);
      dInput += channels * shape.inputPlane;
    }
    input += channels * shape.inputPlane;
    dOutput += filters * shape.outputPlane;
  }
}

/** A block's input at the points. */
function splitInput(shape: Window, input: usize, scratch: usize): void {
  const frame = frameAt(scratch), frameRow = frameWidth(shape) * CELL, row = shape.inputWidth * CELL;
  const tileStep = tileSide(shape) * CELL, rows = tileRows(shape), columns = tileColumns(shape);
  const step = rowBytes(shape.channels), plane = planeBytes(shape, shape.channels);
  memory.fill(frame, 0, frameBytes(shape));
  for (let channel = 0; channel < shape.channels; channel++) {
    let inside = frame + shape.padTop * frameRow + shape.padLeft * CELL;
    for (let y = shape.inputHeight; y > 0; y--) {
      memory.copy(inside, input, row);
      input += row;
      inside += frameRow;
    }
    let to = inputsAt(shape, scratch) + channel * CELL;
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const from = frame + y * tileSide(shape) * frameRow + x * tileStep;
        for (let half = 0; half < CELL; half += VECTOR) {
          for (let i = 0; i < POINTS; i++) split(from + half + i * CELL, frameRow, scratch + i * VECTOR, ROW_BYTES);
          for (let i = 0; i < POINTS; i++) split(scratch + i * ROW_BYTES, VECTOR, to + half + i * POINTS * plane, plane);
        }
        to += step;
      }
    }
  }
}

/** Gradient of a block's input from that at the points. */
function mergeInput(shape: Window, scratch: usize, dInput: usize): void {
  const frame = frameAt(scratch), frameRow = frameWidth(shape) * CELL, row = shape.inputWidth * CELL;
  const tileStep = tileSide(shape) * CELL, rows = tileRows(shape), columns = tileColumns(shape);
  const step = rowBytes(shape.channels), plane = planeBytes(shape, shape.channels), merged = scratch + TILE_BYTES;
  for (let channel = 0; channel < shape.channels; channel++) {
    memory.fill(frame, 0, frameBytes(shape));
    let from = inputsAt(shape, scratch) + channel * CELL;
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const to = frame + y * tileSide(shape) * frameRow + x * tileStep;
        for (let half = 0; half < CELL; half += VECTOR) {
          for (let i = 0; i < POINTS; i++) merge(from + half + i * POINTS * plane, plane, scratch + i * ROW_BYTES, VECTOR);
          for (let i = 0; i < POINTS; i++) {
            merge(scratch + i * VECTOR, ROW_BYTES, merged, VECTOR);
            // Neighbouring tiles overlap.
            for (let j = 0; j < POINTS; j++) {
              const at = to + half + j * frameRow + i * CELL;
              store4(at, f32x4.add(load4(at), load4(merged + j * VECTOR)));
            }
          }
        }
        from += step;
      }
    }
    let inside = frame + shape.padTop * frameRow + shape.padLeft * CELL;
    for (let y = shape.inputHeight; y > 0; y--) {
      memory.copy(dInput, inside, row);
      dInput += row;
      inside += frameRow;
    }
  }
}

/** A block's output from that at the points, with bias and ReLU. */
function collectOutput(shape: Window, scratch: usize, bias: usize, output: usize, relu: bool): void {
  const side = tileSide(shape), height = shape.height, width = shape.width, row = width * CELL;
  const step = rowBytes(shape.filters), plane = planeBytes(shape, shape.filters), collected = scratch + TILE_BYTES;
  const zero = f32x4.splat(0);
  for (let filter = 0; filter < shape.filters; filter++) {
    const b = v128.load_splat<f32>(bias + 4 * filter);
    let from = outputsAt(shape, scratch) + filter * CELL;
    for (let top = 0; top < height; top += side) {
      const rows = min(side, height - top);
      for (let left = 0; left < width; left += side) {
        const columns = min(side, width - left);
        for (let half = 0; half < CELL; half += VECTOR) {
          for (let i = 0; i < POINTS; i++) collect(from + half + i * plane, POINTS * plane, side, scratch + i * VECTOR, ROW_BYTES);
          for (let y = 0; y < rows; y++) {
            collect(scratch + y * ROW_BYTES, VECTOR, side, collected, VECTOR);
            const to = output + (top + y) * row + left * CELL + half;
            for (let x = 0; x < columns; x++) {
              const value = f32x4.add(load4(collected + x * VECTOR), b);
              store4(to + x * CELL, relu ? f32x4.pmax(value, zero) : value);
            }
          }
        }
        from += step;
      }
    }
    output += shape.outputPlane;
  }
}

/** A block's output gradient at the points. */
function evaluateOutput(shape: Window, dOutput: usize, scratch: usize): void {
  const side = tileSide(shape), height = shape.height, width = shape.width, row = width * CELL;
  const step = rowBytes(shape.filters), plane = planeBytes(shape, shape.filters), inside = scratch + TILE_BYTES;
  for (let filter = 0; filter < shape.filters; filter++) {
    let to = outputsAt(shape, scratch) + filter * CELL;
    for (let top = 0; top < height; top += side) {
      const rows = min(side, height - top);
      for (let left = 0; left < width; left += side) {
        const columns = min(side, width - left);
        for (let half = 0; half < CELL; half += VECTOR) {
          // A tile that goes beyond the image is 0 there.
          if (rows < side || columns < side) memory.fill(inside, 0, TILE_BYTES);
          for (let y = 0; y < rows; y++) {
            const from = dOutput + (top + y) * row + left * CELL + half;
            for (let x = 0; x < columns; x++) store4(inside + y * ROW_BYTES + x * VECTOR, load4(from + x * CELL));
          }
          for (let x = 0; x < side; x++) evaluate(inside + x * VECTOR, ROW_BYTES, side, scratch + x * VECTOR, ROW_BYTES);
          for (let y = 0; y < POINTS; y++) evaluate(scratch + y * ROW_BYTES, VECTOR, side, to + half + y * POINTS * plane, plane);
        }
        to += step;
      }
    }
    dOutput += shape.outputPlane;
  }
}

// Scratch holds two small arrays for one tile, a framed input channel, then the inputs and outputs of a block at the points:
// [point][tile][channel] and [point][tile][filter] cells.

/** Outputs of a tile in each dimension. */
@inline
function tileSide(shape: Window): i32 {
  return POINTS + 1 - shape.windowHeight;
}

@inline
function tileRows(shape: Window): i32 {
  return (shape.height + tileSide(shape) - 1) / tileSide(shape);
}

@inline
function tileColumns(shape: Window): i32 {
  return (shape.width + tileSide(shape) - 1) / tileSide(shape);
}

/** Cells of a row of a framed input channel, which reaches as far as the last tile. */
@inline
function frameWidth(shape: Window): i32 {
  return max((tileColumns(shape) - 1) * tileSide(shape) + POINTS, shape.padLeft + shape.inputWidth);
}

function frameBytes(shape: Window): i32 {
  const height = max((tileRows(shape) - 1) * tileSide(shape) + POINTS, shape.padTop + shape.inputHeight);
  return height * frameWidth(shape) * CELL;
}

/** An odd number of lines, since those whose distances are powers of two would compete for the same places in the cache. */
@inline
function oddLines(bytes: i32): i32 {
  return LINE * (((bytes + LINE - 1) / LINE) | 1);
}

/** Bytes from one tile to the next at a point. */
@inline
function rowBytes(channels: i32): i32 {
  return oddLines(channels * CELL);
}

/** Bytes from one point to the next. */
@inline
function planeBytes(shape: Window, channels: i32): i32 {
  return oddLines(tileRows(shape) * tileColumns(shape) * rowBytes(channels));
}

@inline
function frameAt(scratch: usize): usize {
  return scratch + 2 * TILE_BYTES;
}

@inline
function inputsAt(shape: Window, scratch: usize): usize {
  return frameAt(scratch) + oddLines(frameBytes(shape));
}

@inline
function outputsAt(shape: Window, scratch: usize): usize {
  return inputsAt(shape, scratch) + PLANES * planeBytes(shape, shape.channels);
}
