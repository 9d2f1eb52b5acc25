import type { Layer, Padding, Size2d } from '../networks/layer.js';
import { defaultNames } from '../networks/layer-names.js';
import type { Conv2dSpec, DepthwiseConv2dSpec, LayerParams, LayerSpec, PoolingSpec, SizeSpec } from './spec.js';

/** Layers with every field decided; a layer without a name is called by its type and its number in that type. */
export function decideLayers(specs: readonly LayerSpec[]): readonly Layer[] {
  const layers = specs.map(decideLayer);
  const names = defaultNames(layers);
  return layers.map(({ type, name, ...fields }, index) => ({ type, name: name ?? names[index], ...fields }) as Layer);
}

type Unnamed<Any> = Any extends Layer ? Omit<Any, 'name'> & { readonly name?: string } : never;

function decideLayer(spec: LayerSpec): Unnamed<Layer> {
  const [type, params] = typeof spec === 'string' ? [spec, {}] : Object.entries(spec)[0];
  const decide = DECIDE[type as keyof LayerParams] as (params: object) => Unnamed<Layer>;
  return decide(params);
}

const DECIDE: { readonly [Type in keyof LayerParams]: (spec: LayerParams[Type]) => Unnamed<Layer> } = {
  conv2d: (spec) => ({ type: 'conv2d', ...convolution(spec), filters: spec.filters }),
  depthwiseConv2d: (spec) => {
    return { type: 'depthwiseConv2d', ...convolution(spec), depthMultiplier: spec.depthMultiplier ?? 1 };
  },
  maxPooling2d: (spec) => ({ type: 'maxPooling2d', ...pooling(spec) }),
  averagePooling2d: (spec) => ({ type: 'averagePooling2d', ...pooling(spec) }),
  avgPooling2d: (spec) => ({ type: 'averagePooling2d', ...pooling(spec) }),
  globalAveragePooling2d: ({ name }) => ({ type: 'globalAveragePooling2d', name }),
  flatten: ({ name }) => ({ type: 'flatten', name }),
  dense: ({ name, units, activation = 'linear', kernelInitializer = 'glorotUniform' }) => {
    return { type: 'dense', name, units, activation, kernelInitializer };
  },
  dropout: ({ name, rate }) => ({ type: 'dropout', name, rate }),
  batchNormalization: ({ name, momentum = 0.99, epsilon = 0.001 }) => {
    return { type: 'batchNormalization', name, momentum, epsilon };
  },
  add: ({ name, with: other }) => ({ type: 'add', name, with: other }),
  activation: ({ name, activation }) => ({ type: 'activation', name, activation }),
};

function convolution(spec: Conv2dSpec | DepthwiseConv2dSpec) {
  const { name, kernelSize, strides = 1, padding = 'valid' } = spec;
  const { activation = 'linear', kernelInitializer = 'glorotUniform' } = spec;
  const sizes = { kernelSize: decideSize(kernelSize), strides: decideSize(strides) };
  return { name, ...sizes, padding, activation, kernelInitializer };
}

function pooling({ name, poolSize = 2, strides = poolSize, padding = 'valid' }: PoolingSpec) {
  const sizes: { poolSize: Size2d; strides: Size2d; padding: Padding } = {
    poolSize: decideSize(poolSize),
    strides: decideSize(strides),
    padding,
  };
  return { name, ...sizes };
}

function decideSize(spec: SizeSpec): Size2d {
  return typeof spec === 'number' ? [spec, spec] : spec;
}
