import type { Shape } from '../../networks/layer.js';
import type { Arena } from './arena.js';

/** Samples of a block, the innermost unit of every array of activations. */
export const LANES = 8;
/** Eight samples of one value. */
export const CELL_BYTES = 4 * LANES;

/** Activations of a batch in cells, ordered by (block, channel, row, column). */
interface Values {
  readonly shape: Shape;
  readonly at: number;
  readonly bytes: number;
}

/** What a layer makes, with the gradient of the loss by it. */
export interface Output extends Values {
  readonly gradientAt: number;
}

/** What a layer reads, and where it writes its share of the gradient; undefined where nobody needs that. */
export interface Input extends Values {
  readonly gradientAt: number | undefined;
}

export function allocateOutput(arena: Arena, shape: Shape, blocks: number): Output {
  const bytes = bytesOf(shape, blocks);
  return { shape, bytes, at: arena.allocate(bytes), gradientAt: arena.allocate(bytes) };
}

export function bytesOf(shape: Shape, blocks: number): number {
  return blocks * featuresOf(shape) * CELL_BYTES;
}

export function featuresOf([height, width, channels]: Shape): number {
  return height * width * channels;
}
