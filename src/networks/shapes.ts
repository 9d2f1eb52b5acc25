import type { Add, Layer, Padding, Shape, Size2d } from './layer.js';

export interface ShapeProblem {
  readonly layer: number;
  readonly message: string;
}

export interface PlacedLayer {
  readonly layer: Layer;
  readonly input: Shape;
  readonly output: Shape;
}

/** Every layer with its input and output shape, or the first layer that does not fit. */
export function inferShapes(inputShape: Shape, layers: readonly Layer[]): PlacedLayer[] | ShapeProblem {
  const placed: PlacedLayer[] = [];
  let input = inputShape;
  for (const [index, layer] of layers.entries()) {
    const output = layer.type === 'add' ? sumShape(layer, input, placed) : outputShape(layer, input);
    if (typeof output === 'string') return { layer: index, message: output };
    placed.push({ layer, input, output });
    input = output;
  }
  return placed;
}

/** Output length and leading padding along one axis, by the rules of TensorFlow's `same` and `valid`. */
export function slide(
  length: number,
  window: number,
  stride: number,
  padding: Padding,
): { length: number; before: number; after: number } {
  if (padding === 'valid') return { length: Math.floor((length - window) / stride) + 1, before: 0, after: 0 };
  const out = Math.ceil(length / stride);
  const total = Math.max(0, (out - 1) * stride + window - length);
  const before = Math.floor(total / 2);
  return { length: out, before, after: total - before };
}

function outputShape(layer: Exclude<Layer, Add>, input: Shape): Shape | string {
  const [height, width, channels] = input;
  switch (layer.type) {
    case 'conv2d':
      return windowed(layer.kernelSize, layer, [height, width, layer.filters]);
    case 'depthwiseConv2d':
      return windowed(layer.kernelSize, layer, [height, width, channels * layer.depthMultiplier]);
    case 'maxPooling2d':
    case 'averagePooling2d':
      return windowed(layer.poolSize, layer, input);
    case 'globalAveragePooling2d':
      return [1, 1, channels];
    case 'flatten':
      return [1, 1, height * width * channels];
    case 'dense':
      return height === 1 && width === 1
        ? [1, 1, layer.units]
        : `dense needs a flat input but gets ${describe(input)}: put flatten before it`;
    case 'dropout':
    case 'batchNormalization':
    case 'activation':
      return input;
  }
}

function sumShape({ with: other }: Add, input: Shape, before: readonly PlacedLayer[]): Shape | string {
  const added = before.find(({ layer }) => layer.name === other);
  if (added === undefined) return `there is no layer ${other} before this one`;
  if (added.output.every((length, axis) => length === input[axis])) return input;
  return `${other} gives ${describe(added.output)}, which cannot be added to ${describe(input)}`;
}

function describe([height, width, channels]: Shape): string {
  return `${height}x${width}x${channels}`;
}

function windowed(
  window: Size2d,
  { strides, padding }: { strides: Size2d; padding: Padding },
  [height, width, channels]: Shape,
): Shape | string {
  const rows = slide(height, window[0], strides[0], padding).length;
  const columns = slide(width, window[1], strides[1], padding).length;
  if (rows >= 1 && columns >= 1) return [rows, columns, channels];
  return `a ${window[0]}x${window[1]} window does not fit into ${height}x${width}`;
}
