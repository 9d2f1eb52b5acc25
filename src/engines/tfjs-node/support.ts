import type { EngineWork, UnsupportedLayer } from '../../language/engine-facts.js';

/** TensorFlow's depthwise convolutions take the stride of one axis for both. */
export function unsupportedByTfjsNode({ network }: EngineWork): UnsupportedLayer | undefined {
  const layer = network.layers.findIndex((one) => one.type === 'depthwiseConv2d' && one.strides[0] !== one.strides[1]);
  return layer < 0 ? undefined : { layer, reason: 'TensorFlow has no depthwise convolution with different strides' };
}
