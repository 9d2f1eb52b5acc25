import type { Random } from '../algorithms/random.js';
import type { Augmentation } from '../language/config.js';
import type { Shape } from '../networks/layer.js';
import { emptyLike } from './split.js';

/**
 * Images (n, height, width, channels), each moved by -shift..shift whole pixels along both axes and mirrored left to right with
 * probability 1/2. What moves in from outside is 0. An image's changes depend on its position and on `random` only.
 */
export function augmented(
  values: Uint8Array | Float32Array,
  shape: Shape,
  { shift, flip }: Augmentation,
  random: Random,
): Uint8Array | Float32Array {
  const [height, width, channels] = shape;
  const moved = emptyLike(values, values.length);
  const size = height * width * channels;
  for (let from = 0; from < values.length; from += size) {
    const down = random.below(2 * shift + 1) - shift;
    const right = random.below(2 * shift + 1) - shift;
    const mirrored = flip && random.below(2) === 1;
    for (let row = Math.max(0, down); row < Math.min(height, height + down); row++) {
      for (let column = Math.max(0, right); column < Math.min(width, width + right); column++) {
        const source = mirrored ? width - 1 - (column - right) : column - right;
        const to = from + (row * width + column) * channels;
        const at = from + ((row - down) * width + source) * channels;
        for (let channel = 0; channel < channels; channel++) moved[to + channel] = values[at + channel];
      }
    }
  }
  return moved;
}
