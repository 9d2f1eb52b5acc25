import type { Conv2d, Dense, DepthwiseConv2d, Initializer } from './layer.js';
import type { PlacedLayer } from './shapes.js';

/**
 * One array of a network in Keras' layout, named `<layer>/<weight>` as in TensorFlow.js Layers: conv2d kernel
 * [kh, kw, in, out], depthwise_kernel [kh, kw, in, depthMultiplier], dense kernel [in, out], all others [channels].
 */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: ParameterRole;
  readonly initial: InitialValue;
}

/** Optimizers change all but moving statistics, which batch normalisation keeps. */
export type ParameterRole = 'kernel' | 'bias' | 'gamma' | 'beta' | 'moving_mean' | 'moving_variance';

export type InitialValue =
  | { readonly use: 'constant'; readonly value: number }
  | { readonly use: Initializer; readonly fanIn: number; readonly fanOut: number };

/** The arrays of a network in layer order. */
export function parameterSpecs(layers: readonly PlacedLayer[]): ParameterSpec[] {
  return layers.flatMap(({ layer, input, output }) => {
    switch (layer.type) {
      case 'conv2d':
        return convolution(layer, input[2]);
      case 'depthwiseConv2d':
        return depthwiseConvolution(layer, input[2]);
      case 'dense':
        return dense(layer, input[2]);
      case 'batchNormalization':
        return batchNormalization(layer.name, output[2]);
      default:
        return [];
    }
  });
}

export function isTrainable({ role }: ParameterSpec): boolean {
  return role !== 'moving_mean' && role !== 'moving_variance';
}

function convolution({ name, kernelSize, filters, kernelInitializer }: Conv2d, channels: number): ParameterSpec[] {
  const [height, width] = kernelSize;
  const field = height * width;
  return [
    {
      name: `${name}/kernel`,
      shape: [height, width, channels, filters],
      role: 'kernel',
      initial: { use: kernelInitializer, fanIn: field * channels, fanOut: field * filters },
    },
    vector(name, 'bias', filters, 0),
  ];
}

/** Fans as Keras counts them: from the two last axes of the kernel's shape. */
function depthwiseConvolution(layer: DepthwiseConv2d, channels: number): ParameterSpec[] {
  const { name, kernelSize, depthMultiplier, kernelInitializer } = layer;
  const [height, width] = kernelSize;
  const field = height * width;
  return [
    {
      name: `${name}/depthwise_kernel`,
      shape: [height, width, channels, depthMultiplier],
      role: 'kernel',
      initial: { use: kernelInitializer, fanIn: field * channels, fanOut: field * depthMultiplier },
    },
    vector(name, 'bias', channels * depthMultiplier, 0),
  ];
}

function dense({ name, units, kernelInitializer }: Dense, features: number): ParameterSpec[] {
  return [
    {
      name: `${name}/kernel`,
      shape: [features, units],
      role: 'kernel',
      initial: { use: kernelInitializer, fanIn: features, fanOut: units },
    },
    vector(name, 'bias', units, 0),
  ];
}

function batchNormalization(name: string, channels: number): ParameterSpec[] {
  return [
    vector(name, 'gamma', channels, 1),
    vector(name, 'beta', channels, 0),
    vector(name, 'moving_mean', channels, 0),
    vector(name, 'moving_variance', channels, 1),
  ];
}

function vector(layer: string, role: ParameterRole, length: number, value: number): ParameterSpec {
  return { name: `${layer}/${role}`, shape: [length], role, initial: { use: 'constant', value } };
}
