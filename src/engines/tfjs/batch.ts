import * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '../../networks/layer.js';
import type { BatchOfSamples } from '../session.js';

/** Of every byte its share of 255 in single precision. */
const SHARES = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** Values of a batch, (samples, height, width, channels). */
export function imagesOf({ samples, indices }: BatchOfSamples, shape: Shape): tf.Tensor4D {
  const { values, count } = samples;
  const [height, width, channels] = shape;
  const features = height * width * channels;
  if (values.length !== count * features) {
    throw new Error(`internal error: ${count} samples of ${features} values, but ${values.length} values`);
  }
  const gathered = new Float32Array(indices.length * features);
  for (const [row, index] of indices.entries()) {
    const from = index * features;
    const to = row * features;
    if (values instanceof Float32Array) gathered.set(values.subarray(from, from + features), to);
    else for (let i = 0; i < features; i++) gathered[to + i] = SHARES[values[from + i]];
  }
  return tf.tensor4d(gathered, [indices.length, ...shape]);
}

export function labelsOf({ samples: { labels }, indices }: BatchOfSamples): Uint8Array {
  return Uint8Array.from(indices, (index) => labels[index]);
}
