import * as tf from '@tensorflow/tfjs-core';
import { kernelRows, offsetsOf, weightSumBytes } from '../../simd/taps.js';
import { bytesOf } from '../../simd/values.js';
import { unframed, writeWindow } from '../../simd/window.js';
import type { BackendMemory } from '../backend-memory.js';
import { type Shape4d, type Sliding, slidingOf } from './sliding.js';

interface FilterInputs {
  readonly x: tf.TensorInfo;
  readonly dy: tf.TensorInfo;
}

interface InputInputs {
  readonly dy: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
}

export function conv2dBackpropFilter(
  memory: BackendMemory,
  { x, dy }: FilterInputs,
  { filterShape, ...attributes }: tf.Conv2DBackpropFilterAttrs,
): tf.TensorInfo {
  const sliding = convolution(memory, { input: x.shape, filter: filterShape }, attributes);
  return filterGradient(memory, sliding, { x, dy }, filterShape);
}

export function conv2dBackpropInput(
  memory: BackendMemory,
  { dy, filter }: InputInputs,
  { inputShape, ...attributes }: tf.Conv2DBackpropInputAttrs,
): tf.TensorInfo {
  const sliding = convolution(memory, { input: inputShape, filter: filter.shape }, attributes);
  return inputGradient(memory, sliding, { dy, filter });
}

export function depthwiseBackpropFilter(
  memory: BackendMemory,
  { x, dy }: FilterInputs,
  { filterShape, ...attributes }: tf.DepthwiseConv2dNativeBackpropFilterAttrs,
): tf.TensorInfo {
  const sliding = depthwise(memory, { input: x.shape, filter: filterShape }, attributes);
  return filterGradient(memory, sliding, { x, dy }, filterShape);
}

export function depthwiseBackpropInput(
  memory: BackendMemory,
  { dy, filter }: InputInputs,
  { inputShape, ...attributes }: tf.DepthwiseConv2dNativeBackpropInputAttrs,
): tf.TensorInfo {
  const sliding = depthwise(memory, { input: inputShape, filter: filter.shape }, attributes);
  return inputGradient(memory, sliding, { dy, filter });
}

interface Shapes {
  readonly input: readonly number[];
  readonly filter: readonly number[];
}
type Attributes = Pick<tf.Conv2DBackpropInputAttrs, 'strides' | 'pad'>;

function convolution(memory: BackendMemory, { input, filter }: Shapes, { strides, pad }: Attributes): Sliding {
  const info = tf.backend_util.computeConv2DInfo(input as Shape4d, filter as Shape4d, strides, 1, pad);
  return slidingOf(memory, info);
}

/** A group for each channel. */
function depthwise(memory: BackendMemory, { input, filter }: Shapes, { strides, pad }: Attributes): Sliding {
  const shapes = [input as Shape4d, filter as Shape4d] as const;
  const info = tf.backend_util.computeConv2DInfo(...shapes, strides, 1, pad, undefined, true);
  return slidingOf(memory, info, info.inChannels);
}

function filterGradient(
  memory: BackendMemory,
  sliding: Sliding,
  { x, dy }: FilterInputs,
  shape: Shape4d,
): tf.TensorInfo {
  const { windowAt, window, input, output, groups } = sliding;
  const offsets = offsetsOf(window, input[2] / groups);
  const gradient = memory.output(shape);
  memory.functions.convolutionWeightGradient(
    windowAt,
    inputCells(memory, sliding, x),
    outputCells(memory, sliding, dy),
    memory.allocate(weightSumBytes(output[2] / groups, offsets.length)),
    memory.addressOf(gradient),
    memory.putIntegers(offsets),
    memory.putIntegers(kernelRows(window, input[2])),
  );
  return gradient;
}

function inputGradient(memory: BackendMemory, sliding: Sliding, { dy, filter }: InputInputs): tf.TensorInfo {
  const { windowAt, window, samples, blocks, input } = sliding;
  const { packBackward, convolutionInputGradient, fromCells } = memory.functions;
  const packedAt = memory.allocate(4 * tf.util.sizeFromShape(filter.shape));
  packBackward(windowAt, memory.addressOf(filter), packedAt, memory.putIntegers(kernelRows(window, input[2])));
  const cellsAt = memory.allocate(bytesOf(input, blocks));
  convolutionInputGradient(windowAt, outputCells(memory, sliding, dy), packedAt, cellsAt);
  const gradient = memory.output([samples, ...input]);
  fromCells(windowAt, cellsAt, memory.addressOf(gradient), samples);
  return gradient;
}

/** Address of the input's values as cells in their frame of zeros. */
function inputCells(memory: BackendMemory, sliding: Sliding, x: tf.TensorInfo): number {
  const { windowAt, window, samples, blocks, input } = sliding;
  const cellsAt = memory.allocate(bytesOf([...window.padded, input[2]], blocks));
  memory.functions.toCells(windowAt, memory.addressOf(x), cellsAt, samples);
  return cellsAt;
}

function outputCells(memory: BackendMemory, { samples, blocks, output }: Sliding, dy: tf.TensorInfo): number {
  const window = unframed([output[0], output[1]]);
  const windowAt = writeWindow(memory, { window, blocks, input: output, output });
  const cellsAt = memory.allocate(bytesOf(output, blocks));
  memory.functions.toCells(windowAt, memory.addressOf(dy), cellsAt, samples);
  return cellsAt;
}
