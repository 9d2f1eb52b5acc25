import type { Network } from '../../networks/layer.js';
import { parameterSpecs } from '../../networks/parameters.js';
import { inferShapes, type PlacedLayer } from '../../networks/shapes.js';
import type { Arena } from './arena.js';
import { operationOf } from './operations/choose.js';
import type { Operation } from './operations/operation.js';
import type { ParameterArrays } from './parameter-arrays.js';
import { isView, lastReaderOf, sourcesOf } from './readers.js';
import { allocateOutput, bytesOf, type Input, type Output } from './values.js';
import { unframed, windowOf, writeWindow } from './window.js';

/** A network in memory. */
export interface Layout {
  readonly images: Images;
  readonly layers: readonly LaidLayer[];
}

/** The batch of images, framed for the first layer if that is a convolution. */
interface Images extends Input {
  readonly windowAt: number;
}

export interface LaidLayer {
  readonly name: string;
  readonly output: Output;
  /** Gradients go back as far as there are layers with parameters. */
  readonly isTrained: boolean;
  /** Undefined for a layer whose output is its input. */
  readonly operation: Operation | undefined;
  readonly readings: readonly Reading[];
}

/** What a layer reads. Its share of the gradient may have to be added to what later readers gave. */
interface Reading {
  readonly input: Input;
  readonly addTo?: number;
}

interface Surroundings {
  readonly arena: Arena;
  readonly parameters: ParameterArrays;
  readonly blocks: number;
}

export function placedLayers({ inputShape, layers }: Network): PlacedLayer[] {
  const placed = inferShapes(inputShape, layers);
  if ('message' in placed) throw new Error(`internal error: ${placed.message}`);
  return placed;
}

export function layOut(surroundings: Surroundings, placed: readonly PlacedLayer[]): Layout {
  const images = layImages(surroundings, placed[0]);
  const layers: LaidLayer[] = [];
  for (const _ of placed) layers.push(layNext(surroundings, { placed, images, before: layers }));
  return { images, layers };
}

function layImages({ arena, blocks }: Surroundings, { layer, input }: PlacedLayer): Images {
  const isConvolution = layer.type === 'conv2d' || layer.type === 'depthwiseConv2d';
  const window = isConvolution ? windowOf(layer, input) : unframed([input[0], input[1]]);
  const windowAt = writeWindow(arena, { window, blocks, input, output: input });
  const bytes = bytesOf([...window.padded, input[2]], blocks);
  return { shape: input, at: arena.allocate(bytes), bytes, gradientAt: undefined, windowAt };
}

interface SoFar {
  readonly placed: readonly PlacedLayer[];
  readonly images: Images;
  readonly before: readonly LaidLayer[];
}

function layNext(surroundings: Surroundings, { placed, images, before }: SoFar): LaidLayer {
  const { arena, blocks } = surroundings;
  const network = placed.map(({ layer }) => layer);
  const index = before.length;
  const { layer, output: shape } = placed[index];
  const { name } = layer;
  const previous = before.at(-1);
  const isTrained = previous?.isTrained === true || parameterSpecs([placed[index]]).length > 0;
  if (isView(network, index)) {
    const output = previous?.output ?? { ...images, gradientAt: 0 };
    return { name, isTrained, output, operation: undefined, readings: [] };
  }
  const readings = sourcesOf(network, index).map((source, nth, sources): Reading => {
    if (source < 0) return { input: images };
    const isFirstShare = lastReaderOf(network, source) === index && sources.indexOf(source) === nth;
    return readingOf(arena, before[source], isFirstShare);
  });
  const inputs = readings.map(({ input }) => input);
  const output = allocateOutput(arena, shape, blocks);
  const operation = operationOf(layer, { ...surroundings, inputs, isInputFramed: previous === undefined, output });
  return { name, isTrained, output, operation, readings };
}

/** The first share of a gradient, which is that of the last reader, is written where the sum of all is to be. */
function readingOf(arena: Arena, { output, isTrained }: LaidLayer, isFirstShare: boolean): Reading {
  if (!isTrained) return { input: { ...output, gradientAt: undefined } };
  if (isFirstShare) return { input: output };
  return { input: { ...output, gradientAt: arena.allocate(output.bytes) }, addTo: output.gradientAt };
}
