import { tileWidth } from './tile';
import { Window } from './window';

/**
 * Weights in the order in which `convolutionForward` reads them: for each group and tile of its filters, [tap][filter of the
 * tile]. weights: [row of the Keras kernel][filter of a group] floats. rows[group][tap]: the row of a tap, which are ordered
 * [channel][ky][kx].
 */
export function packForward(shape: Window, weights: usize, packed: usize, rows: usize): void {
  const groups = shape.groups, filters = shape.groupFilters, taps = shape.taps;
  for (let group = 0; group < groups; group++) {
    for (let filter = 0, tile = 0; filter < filters; tile++) {
      const width = tileWidth(filters, tile);
      for (let tap = 0; tap < taps; tap++) {
        const from = weights + (load<i32>(rows + 4 * tap) * filters + filter) * 4;
        for (let i = 0; i < width; i++) {
          store<f32>(packed, load<f32>(from + 4 * i));
          packed += 4;
        }
      }
      filter += width;
    }
    rows += 4 * taps;
  }
}

/** Weights for `convolutionInputGradient`: for each group and tile of its channels, [ky][kx][filter][channel of the tile]. */
export function packBackward(shape: Window, weights: usize, packed: usize, rows: usize): void {
  const groups = shape.groups, channels = shape.groupChannels, filters = shape.groupFilters, area = shape.area;
  for (let group = 0; group < groups; group++) {
    for (let channel = 0, tile = 0; channel < channels; tile++) {
      const width = tileWidth(channels, tile);
      for (let position = 0; position < area; position++) {
        for (let filter = 0; filter < filters; filter++) {
          for (let i = 0; i < width; i++) {
            const row = load<i32>(rows + 4 * ((channel + i) * area + position));
            store<f32>(packed, load<f32>(weights + (row * filters + filter) * 4));
            packed += 4;
          }
        }
      }
      channel += width;
    }
    rows += 4 * shape.taps;
  }
}

// Rows of weights in another order: row i of one array is row rows[i] of the other. `bytes` is the size of a row.

export function gatherRows(input: usize, output: usize, rows: usize, count: i32, bytes: i32): void {
  for (let i = 0; i < count; i++) memory.copy(output + i * bytes, input + load<i32>(rows + 4 * i) * bytes, bytes);
}

export function scatterRows(input: usize, output: usize, rows: usize, count: i32, bytes: i32): void {
  for (let i = 0; i < count; i++) memory.copy(output + load<i32>(rows + 4 * i) * bytes, input + i * bytes, bytes);
}
