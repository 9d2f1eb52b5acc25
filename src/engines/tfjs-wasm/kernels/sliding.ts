import type * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '../../../networks/layer.js';
import { LANES } from '../../simd/values.js';
import { type Window, writeWindow } from '../../simd/window.js';
import type { BackendMemory } from '../backend-memory.js';

/** A window that slides over a batch of images. */
export interface Sliding {
  readonly windowAt: number;
  readonly window: Window;
  readonly samples: number;
  /** Blocks of samples, as the kernels of the simd engine have them. */
  readonly blocks: number;
  readonly input: Shape;
  readonly output: Shape;
  /** Channels are convolved in so many groups. */
  readonly groups: number;
}

/** Samples, height, width and channels; or height, width, channels and filters. */
export type Shape4d = [number, number, number, number];

export function slidingOf(memory: BackendMemory, info: tf.backend_util.Conv2DInfo, groups = 1): Sliding {
  const { batchSize: samples, inHeight, inWidth, padInfo } = info;
  const window: Window = {
    size: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    before: [padInfo.top, padInfo.left],
    padded: [inHeight + padInfo.top + padInfo.bottom, inWidth + padInfo.left + padInfo.right],
  };
  const blocks = Math.ceil(samples / LANES);
  const input: Shape = [inHeight, inWidth, info.inChannels];
  const output: Shape = [info.outHeight, info.outWidth, info.outChannels];
  const windowAt = writeWindow(memory, { window, blocks, input, output, groups });
  return { windowAt, window, samples, blocks, input, output, groups };
}
