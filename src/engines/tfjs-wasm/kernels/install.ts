import * as tf from '@tensorflow/tfjs-core';
import { BackendMemory } from '../backend-memory.js';
import {
  conv2dBackpropFilter,
  conv2dBackpropInput,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
} from './convolution-gradients.js';
import type { OurKernel } from './our-kernel.js';
import { avgPool, avgPoolGrad, maxPool, maxPoolGrad } from './pooling.js';
import { relu } from './relu.js';
import { fusedConv2d, fusedDepthwiseConv2d } from './same-padding.js';
import { sum, unsortedSegmentSum } from './sums.js';

/**
 * Puts our kernels in the place of those that the current backend, wasm, lacks, has wrong or slow, or in which NaN gets lost:
 * a diverged network would go on unseen.
 */
export function installKernels(): void {
  const memory = new BackendMemory();
  replace(memory, tf.FusedConv2D, fusedConv2d);
  replace(memory, tf.FusedDepthwiseConv2D, fusedDepthwiseConv2d);
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
  replace(memory, tf.Sum, sum);
}

function replace<Inputs, Attributes>(
  memory: BackendMemory,
  kernelName: string,
  ours: OurKernel<Inputs, Attributes>,
): void {
  const theirs: tf.KernelConfig | undefined = tf.getKernel(kernelName, 'wasm');
  if (theirs !== undefined) tf.unregisterKernel(kernelName, 'wasm');
  const kernelFunc: tf.KernelFunc = (call) => {
    const callTheirs = (attributes: Attributes) => {
      if (theirs === undefined) throw new Error(`internal error: the backend has no ${kernelName}`);
      return theirs.kernelFunc({ ...call, attrs: attributes as tf.NamedAttrMap }) as tf.TensorInfo;
    };
    try {
      return ours(memory, call.inputs as Inputs, call.attrs as Attributes, callTheirs);
    } finally {
      memory.freeScratch();
    }
  };
  tf.registerKernel({ backendName: 'wasm', setupFunc: theirs?.setupFunc, kernelName, kernelFunc });
}
