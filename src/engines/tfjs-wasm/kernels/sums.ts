import * as tf from '@tensorflow/tfjs-core';
import type { BackendMemory } from '../backend-memory.js';

/** Sums over all axes but the last are ours: the backend first turns the array. */
export function sum(
  memory: BackendMemory,
  { x }: { readonly x: tf.TensorInfo },
  attributes: tf.SumAttrs,
  theirs: (attributes: tf.SumAttrs) => tf.TensorInfo,
): tf.TensorInfo {
  const { axis, keepDims } = attributes;
  const last = x.shape.length - 1;
  const axes = tf.util.parseAxisParam(axis, x.shape);
  if (x.dtype !== 'float32' || last < 1 || axes.length !== last || axes.includes(last)) return theirs(attributes);
  const columns = x.shape[last];
  const sums = memory.output(keepDims ? x.shape.map((length, i) => (i < last ? 1 : length)) : [columns]);
  const rows = tf.util.sizeFromShape(x.shape) / columns;
  memory.functions.columnSums(memory.addressOf(x), memory.addressOf(sums), rows, columns);
  return sums;
}

export function unsortedSegmentSum(
  memory: BackendMemory,
  { x, segmentIds }: { readonly x: tf.TensorInfo; readonly segmentIds: tf.TensorInfo },
  { numSegments }: tf.UnsortedSegmentSumAttrs,
): tf.TensorInfo {
  const [rows, ...rest] = x.shape;
  const sums = memory.output([numSegments, ...rest]);
  const addresses = [memory.addressOf(x), memory.addressOf(segmentIds), memory.addressOf(sums)] as const;
  memory.functions.segmentSums(...addresses, rows, tf.util.sizeFromShape(rest), numSegments);
  return sums;
}
