import type { Layer, Shape, Size2d } from '../../networks/layer.js';
import { slide } from '../../networks/shapes.js';

/** How a layer's window slides over its input. */
export interface Window {
  readonly size: Size2d;
  readonly strides: Size2d;
  /** Rows and columns of padding before the image. */
  readonly before: Size2d;
  /** Height and width of the input with the frame of zeros that the kernels read. */
  readonly padded: Size2d;
}

/** Dense layers are 1x1 convolutions of 1x1 images. */
export function windowOf(layer: Layer, [height, width]: Shape): Window {
  if (layer.type === 'globalAveragePooling2d') return { ...unframed([height, width]), size: [height, width] };
  if (!('strides' in layer)) return unframed([height, width]);
  const isConvolution = 'kernelSize' in layer;
  const size = isConvolution ? layer.kernelSize : layer.poolSize;
  const rows = slide(height, size[0], layer.strides[0], layer.padding);
  const columns = slide(width, size[1], layer.strides[1], layer.padding);
  const framed = [height + rows.before + rows.after, width + columns.before + columns.after] as const;
  return {
    size,
    strides: layer.strides,
    before: [rows.before, columns.before],
    // Pooling leaves out what is outside of the image, so it needs no frame.
    padded: isConvolution ? framed : [height, width],
  };
}

/** One position at a time of an image without padding. */
export function unframed(padded: Size2d): Window {
  return { size: [1, 1], strides: [1, 1], before: [0, 0], padded };
}

interface Sliding {
  readonly window: Window;
  readonly blocks: number;
  readonly input: Shape;
  readonly output: Shape;
  readonly groups?: number;
}

interface Integers {
  readonly putIntegers: (values: ArrayLike<number>) => number;
}

/** Address of the fields of `Window` in assembly/window.ts. */
export function writeWindow(memory: Integers, { window, blocks, input, output, groups = 1 }: Sliding): number {
  const [height, width, channels] = input;
  const { size, strides, before, padded } = window;
  const [outputHeight, outputWidth, filters] = output;
  return memory.putIntegers([
    ...[blocks, channels, height, width, ...padded, ...before],
    ...[filters, outputHeight, outputWidth, ...size, ...strides, groups],
  ]);
}
