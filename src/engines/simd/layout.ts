import type { Layer, Network, Shape } from '../../networks/layer.js';
import { inferShapes, type PlacedLayer } from '../../networks/shapes.js';
import type { Arena } from './arena.js';
import { unframed, type Window, windowOf, writeWindow } from './window.js';

/** Samples of a block, the innermost unit of every array of activations. */
export const LANES = 8;
/** Eight samples of one value. */
const CELL_BYTES = 4 * LANES;

/** Addresses of one layer's arrays for a batch. */
export interface LaidLayer {
  readonly layer: Layer;
  readonly output: Shape;
  /**
   * The shape by which the output is ordered in memory, as (channel, row, column). It differs from `output` behind a flatten
   * layer, which moves nothing.
   */
  readonly order: Shape;
  /** The fields that kernels read. */
  readonly windowAt: number;
  readonly inputAt: number;
  /** Where the gradient of the input goes; undefined if no layer before this one has weights. */
  readonly dInputAt: number | undefined;
  readonly outputAt: number;
  readonly dOutputAt: number;
  readonly outputBytes: number;
  /** Zero-framed copy of the input, for convolutions with padding behind the first layer. */
  readonly paddedAt: number | undefined;
  /** Which position won each window of a pooling layer. */
  readonly winnersAt: number | undefined;
  readonly weights: LaidWeights | undefined;
}

/** Addresses of what a layer's weights need beside the parameters themselves. */
export interface LaidWeights {
  /** Where the kernel and, behind it, the bias begin in the arrays of weights, gradients and slots, in bytes. */
  readonly kernel: number;
  readonly bias: number;
  /** For each tap, its row in the Keras kernel, and where it reads in a padded image. */
  readonly rowsAt: number;
  readonly offsetsAt: number;
  readonly forwardAt: number;
  readonly backwardAt: number;
  readonly sumsAt: number;
}

/** A network in memory, for batches of `blocks` times eight samples. */
export interface Layout {
  readonly blocks: number;
  readonly layers: readonly LaidLayer[];
  readonly parameterBytes: number;
  /** The batch of images, framed for the first layer if that is a convolution, and its fields. */
  readonly inputAt: number;
  readonly inputWindowAt: number;
}

export function layOut(arena: Arena, placed: readonly PlacedLayer[], batchSize: number): Layout {
  const blocks = Math.ceil(batchSize / LANES);
  const input = layInput(arena, placed[0], blocks);
  const layers: LaidLayer[] = [];
  let parameterBytes = 0;
  for (const place of placed) {
    const laid = layLayer(arena, { place, before: layers, blocks, parameterBytes, imagesAt: input.inputAt });
    layers.push(laid);
    if (laid.weights !== undefined) parameterBytes = roundUp(laid.weights.bias + 4 * laid.output[2], 16);
  }
  return { blocks, layers, parameterBytes, ...input };
}

export function placedLayers({ inputShape, layers }: Network): PlacedLayer[] {
  const placed = inferShapes(inputShape, layers);
  if ('message' in placed) throw new Error(`internal error: ${placed.message}`);
  return placed;
}

function layInput(arena: Arena, { layer, input }: PlacedLayer, blocks: number) {
  const window = layer.type === 'conv2d' ? windowOf(layer, input) : unframed([input[0], input[1]]);
  return {
    inputWindowAt: writeWindow(arena, { window, blocks, input, output: input }),
    inputAt: arena.allocate(bytesOf([...window.padded, input[2]], blocks)),
  };
}

interface LayerPlace {
  readonly place: PlacedLayer;
  readonly before: readonly LaidLayer[];
  readonly blocks: number;
  readonly parameterBytes: number;
  readonly imagesAt: number;
}

function layLayer(arena: Arena, { place, before, blocks, parameterBytes, imagesAt }: LayerPlace): LaidLayer {
  const { layer, input, output } = place;
  const previous = before.at(-1);
  const inputAt = previous?.outputAt ?? imagesAt;
  const inputOrder = previous?.order ?? input;
  const window = windowOf(layer, input);
  const outputBytes = bytesOf(output, blocks);
  const isFramed = window.padded[0] !== input[0] || window.padded[1] !== input[1];
  const isMoved = layer.type !== 'flatten';
  return {
    layer,
    output,
    order: orderOf(place, inputOrder),
    windowAt: writeWindow(arena, { window, blocks, input, output }),
    inputAt,
    dInputAt: before.some(({ weights }) => weights !== undefined) ? previous?.dOutputAt : undefined,
    outputAt: isMoved ? arena.allocate(outputBytes) : inputAt,
    dOutputAt: isMoved ? arena.allocate(outputBytes) : (previous?.dOutputAt ?? 0),
    outputBytes,
    paddedAt: isFramed && previous ? arena.allocate(bytesOf([...window.padded, input[2]], blocks)) : undefined,
    winnersAt: layer.type === 'maxPooling2d' ? arena.allocate(outputBytes) : undefined,
    weights: layWeights(arena, { place, window, inputOrder, parameterBytes }),
  };
}

/** Convolutions and dense layers write their channels in Keras' order; the others leave them as they were. */
function orderOf({ layer, input, output }: PlacedLayer, inputOrder: Shape): Shape {
  if (layer.type === 'flatten' || (layer.type === 'maxPooling2d' && isFlat(input))) return inputOrder;
  return output;
}

interface WeightsPlace {
  readonly place: PlacedLayer;
  readonly window: Window;
  readonly inputOrder: Shape;
  readonly parameterBytes: number;
}

function layWeights(arena: Arena, { place, window, inputOrder, parameterBytes }: WeightsPlace) {
  const { layer, input, output } = place;
  if (layer.type !== 'conv2d' && layer.type !== 'dense') return undefined;
  const { rows, offsets } = tapsOf(input, window, inputOrder);
  const filters = output[2];
  const kernelBytes = 4 * rows.length * filters;
  return {
    kernel: parameterBytes,
    bias: parameterBytes + kernelBytes,
    rowsAt: arena.putIntegers(rows),
    offsetsAt: arena.putIntegers(offsets),
    forwardAt: arena.allocate(kernelBytes),
    backwardAt: arena.allocate(kernelBytes),
    sumsAt: arena.allocate((roundUp(filters, 4) * roundUp(rows.length, 2) * CELL_BYTES) / 2),
  };
}

/** Taps are ordered by (channel in memory, ky, kx), the rows of a Keras kernel by (ky, kx, channel). */
function tapsOf(input: Shape, { size, padded }: Window, inputOrder: Shape) {
  const channels = input[2];
  const rows: number[] = [];
  const offsets: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    const kerasChannel = isFlat(input) ? flattenedIndex(channel, inputOrder) : channel;
    for (let ky = 0; ky < size[0]; ky++) {
      for (let kx = 0; kx < size[1]; kx++) {
        rows.push((ky * size[1] + kx) * channels + kerasChannel);
        offsets.push(((channel * padded[0] + ky) * padded[1] + kx) * CELL_BYTES);
      }
    }
  }
  return { rows, offsets };
}

/** Memory holds (channel, position) where Keras flattens to (position, channel). */
function flattenedIndex(index: number, [height, width, channels]: Shape): number {
  const positions = height * width;
  return (index % positions) * channels + Math.floor(index / positions);
}

function isFlat([height, width]: Shape): boolean {
  return height === 1 && width === 1;
}

function bytesOf([height, width, channels]: Shape, blocks: number): number {
  return blocks * height * width * channels * CELL_BYTES;
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
