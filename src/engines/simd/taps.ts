import { CELL_BYTES } from './values.js';
import type { Window } from './window.js';

// Weights of a filter in the order of memory, (channel, ky, kx), where Keras has (ky, kx, channel).

/** For each tap its row in the Keras kernel. */
export function kernelRows({ size }: Window, channels: number): number[] {
  const area = size[0] * size[1];
  return Array.from({ length: channels * area }, (_, tap) => (tap % area) * channels + Math.floor(tap / area));
}

/** Where each tap of a group of channels reads in a padded image, in bytes. */
export function offsetsOf({ size, padded }: Window, channels: number): number[] {
  const offsets: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    for (let ky = 0; ky < size[0]; ky++) {
      for (let kx = 0; kx < size[1]; kx++) offsets.push(((channel * padded[0] + ky) * padded[1] + kx) * CELL_BYTES);
    }
  }
  return offsets;
}

/** Bytes of scratch of `convolutionWeightGradient`. */
export function weightSumBytes(filters: number, taps: number): number {
  const evenTaps = 2 * Math.ceil(taps / 2);
  return (4 * Math.ceil(filters / 4) * evenTaps * CELL_BYTES) / 2;
}
