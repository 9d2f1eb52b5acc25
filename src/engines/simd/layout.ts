import type { Layer, Shape } from '../../networks/layer.js';
import { type PlacedLayer, slide } from '../../networks/shapes.js';
import type { Arena } from './kernels.js';

/** Eight samples of one value: the innermost unit of every array, in floats. */
export const LANES = 8;
const CELL_BYTES = 4 * LANES;

/** Where a layer's window sits and what it reads; a dense layer is a 1x1 convolution of 1x1 images. */
interface Window {
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly before: readonly [number, number];
  /** Input height and width with padding. */
  readonly padded: readonly [number, number];
}

/** Addresses and shapes of one layer in the arena. Shapes are those in memory, where flattening moves nothing. */
export interface LaidLayer {
  readonly layer: Layer;
  readonly input: Shape;
  readonly output: Shape;
  readonly window: Window;
  readonly outputAt: number;
  readonly dOutputAt: number;
  /** Zero-framed copy of the input, for convolutions with padding behind the first layer. */
  readonly paddedAt: number | undefined;
  /** Which position won each window of a pooling layer. */
  readonly winnersAt: number | undefined;
  readonly weights: LaidWeights | undefined;
}

/** Addresses of a layer's weights: kernel then bias, at the same offset in the arrays of weights, gradient and slots. */
export interface LaidWeights {
  readonly offset: number;
  readonly taps: number;
  readonly filters: number;
  readonly rowsAt: number;
  readonly offsetsAt: number;
  readonly forwardAt: number;
  readonly backwardAt: number;
  readonly sumsAt: number;
}

export interface Layout {
  readonly layers: LaidLayer[];
  /** Length of all parameters, each layer's padded to a multiple of four. */
  readonly floats: number;
  /** The batch of images, framed for the first layer if that is a convolution. */
  readonly inputAt: number;
}

/** Lays a network out in memory for batches of `blocks` times eight samples. */
export function layOut(arena: Arena, placed: readonly PlacedLayer[], blocks: number): Layout {
  const layers: LaidLayer[] = [];
  const inputAt = arena.allocate(blocks * CELL_BYTES * frameCells(placed[0]));
  let floats = 0;
  for (const { layer, input, output } of placed) {
    const previous = layers.at(-1);
    const memoryInput = previous?.output ?? input;
    const window = windowOf(layer, memoryInput);
    const memoryOutput = layer.type === 'flatten' ? memoryInput : output;
    const weights = layWeights(arena, layer, { input: memoryInput, window, offset: floats });
    if (weights !== undefined) floats += Math.ceil((weights.taps * weights.filters + weights.filters) / 4) * 4;
    layers.push({
      layer,
      input: memoryInput,
      output: memoryOutput,
      window,
      weights,
      ...layArrays(arena, { layer, window, memoryInput, memoryOutput, previous, inputAt, blocks }),
    });
  }
  return { layers, floats, inputAt };
}

interface ArraysOf {
  readonly layer: Layer;
  readonly window: Window;
  readonly memoryInput: Shape;
  readonly memoryOutput: Shape;
  readonly previous: LaidLayer | undefined;
  readonly inputAt: number;
  readonly blocks: number;
}

function layArrays(arena: Arena, { layer, window, memoryInput, memoryOutput, previous, inputAt, blocks }: ArraysOf) {
  const bytes = ([height, width, channels]: Shape) => blocks * height * width * channels * CELL_BYTES;
  if (layer.type === 'flatten') {
    const { outputAt, dOutputAt } = previous ?? { outputAt: inputAt, dOutputAt: 0 };
    return { outputAt, dOutputAt, paddedAt: undefined, winnersAt: undefined };
  }
  const isPadded = window.padded[0] !== memoryInput[0] || window.padded[1] !== memoryInput[1];
  const needsFrame = layer.type === 'conv2d' && isPadded && previous !== undefined;
  return {
    outputAt: arena.allocate(bytes(memoryOutput)),
    dOutputAt: arena.allocate(bytes(memoryOutput)),
    paddedAt: needsFrame ? arena.allocate(bytes([...window.padded, memoryInput[2]])) : undefined,
    winnersAt: layer.type === 'maxPooling2d' ? arena.allocate(bytes(memoryOutput)) : undefined,
  };
}

/** Values of one image as the first layer reads it: convolutions get their padding when samples are gathered. */
function frameCells({ layer, input }: PlacedLayer): number {
  const [height, width] = layer.type === 'conv2d' ? windowOf(layer, input).padded : input;
  return height * width * input[2];
}

function windowOf(layer: Layer, [height, width]: Shape): Window {
  if (layer.type === 'flatten' || layer.type === 'dense')
    return { size: [1, 1], strides: [1, 1], before: [0, 0], padded: [1, 1] };
  const size = layer.type === 'conv2d' ? layer.kernelSize : layer.poolSize;
  const rows = slide(height, size[0], layer.strides[0], layer.padding);
  const columns = slide(width, size[1], layer.strides[1], layer.padding);
  const padded = [height + rows.before + rows.after, width + columns.before + columns.after] as const;
  return { size, strides: layer.strides, before: [rows.before, columns.before], padded };
}

function layWeights(
  arena: Arena,
  layer: Layer,
  at: { input: Shape; window: Window; offset: number },
): LaidWeights | undefined {
  if (layer.type !== 'conv2d' && layer.type !== 'dense') return undefined;
  const filters = layer.type === 'conv2d' ? layer.filters : layer.units;
  const { rows, offsets } = layer.type === 'conv2d' ? convolutionTaps(at.input, at.window) : denseTaps(at.input);
  const taps = rows.length;
  return {
    offset: at.offset,
    taps,
    filters,
    rowsAt: arena.putIntegers(rows),
    offsetsAt: arena.putIntegers(offsets),
    forwardAt: arena.allocate(4 * taps * filters),
    backwardAt: arena.allocate(4 * taps * filters),
    sumsAt: arena.allocate(Math.ceil(filters / 4) * Math.ceil(taps / 2) * 4 * CELL_BYTES),
  };
}

/** For each tap (channel, ky, kx): its row in the Keras kernel (ky, kx, channel), and where it reads in the padded input. */
function convolutionTaps([, , channels]: Shape, { size, padded }: Window) {
  const rows: number[] = [];
  const offsets: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    for (let ky = 0; ky < size[0]; ky++) {
      for (let kx = 0; kx < size[1]; kx++) {
        rows.push((ky * size[1] + kx) * channels + channel);
        offsets.push(((channel * padded[0] + ky) * padded[1] + kx) * LANES);
      }
    }
  }
  return { rows: Int32Array.from(rows), offsets: Int32Array.from(offsets) };
}

/** Memory holds (channel, position) where Keras flattens to (position, channel). */
function denseTaps([height, width, channels]: Shape) {
  const positions = height * width;
  const taps = Array.from({ length: positions * channels }, (_, tap) => tap);
  return {
    rows: Int32Array.from(taps, (tap) => (tap % positions) * channels + Math.floor(tap / positions)),
    offsets: Int32Array.from(taps, (tap) => tap * LANES),
  };
}
