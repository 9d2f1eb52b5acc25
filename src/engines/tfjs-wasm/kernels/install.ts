import * as tf from '@tensorflow/tfjs-core';
import { BackendMemory } from '../backend-memory.js';
import {
  conv2dBackpropFilter,
  conv2dBackpropInput,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
} from './convolution-gradients.js';
import { avgPool, avgPoolGrad, maxPool, maxPoolGrad } from './pooling.js';
import { relu } from './relu.js';
import { sumOfRows, unsortedSegmentSum } from './sums.js';

/** Undefined where the backend's own kernel does. */
type OurKernel<Inputs, Attributes> = (
  memory: BackendMemory,
  inputs: Inputs,
  attributes: Attributes,
) => tf.TensorInfo | undefined;

/**
 * Puts our kernels in the place of those that the current backend, wasm, lacks, has wrong or slow, or in which NaN gets lost:
 * a diverged network would go on unseen.
 */
export function installKernels(): void {
  const memory = new BackendMemory();
  replace(memory, tf.Conv2DBackpropFilter, conv2dBackpropFilter);
  replace(memory, tf.Conv2DBackpropInput, conv2dBackpropInput);
  replace(memory, tf.DepthwiseConv2dNativeBackpropFilter, depthwiseBackpropFilter);
  replace(memory, tf.DepthwiseConv2dNativeBackpropInput, depthwiseBackpropInput);
  replace(memory, tf.MaxPool, maxPool);
  replace(memory, tf.MaxPoolGrad, maxPoolGrad);
  replace(memory, tf.AvgPool, avgPool);
  replace(memory, tf.AvgPoolGrad, avgPoolGrad);
  replace(memory, tf.Relu, relu);
  replace(memory, tf.UnsortedSegmentSum, unsortedSegmentSum);
  replace(memory, tf.Sum, sumOfRows);
}

function replace<Inputs, Attributes>(
  memory: BackendMemory,
  kernelName: string,
  ours: OurKernel<Inputs, Attributes>,
): void {
  const theirs: tf.KernelConfig | undefined = tf.getKernel(kernelName, 'wasm');
  if (theirs !== undefined) tf.unregisterKernel(kernelName, 'wasm');
  const kernelFunc: tf.KernelFunc = (call) => {
    try {
      const made = ours(memory, call.inputs as Inputs, call.attrs as Attributes) ?? theirs?.kernelFunc(call);
      if (made === undefined) throw new Error(`internal error: ${kernelName} cannot do this`);
      return made;
    } finally {
      memory.freeScratch();
    }
  };
  tf.registerKernel({ backendName: 'wasm', setupFunc: theirs?.setupFunc, kernelName, kernelFunc });
}
