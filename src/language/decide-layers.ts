import type { Layer, Size2d } from '../networks/layer.js';
import type { Conv2dSpec, DenseSpec, LayerSpec, MaxPooling2dSpec, SizeSpec } from './spec.js';

/** Layers with every field decided; a layer without a name is called by its type and its number in that type. */
export function decideLayers(specs: readonly LayerSpec[]): readonly Layer[] {
  const counts = new Map<Layer['type'], number>();
  return specs.map((spec) => {
    const type = typeOf(spec);
    const count = (counts.get(type) ?? 0) + 1;
    counts.set(type, count);
    return decideLayer(spec, `${type}${count}`);
  });
}

function typeOf(spec: LayerSpec): Layer['type'] {
  return (typeof spec === 'string' ? spec : Object.keys(spec)[0]) as Layer['type'];
}

function decideLayer(spec: LayerSpec, defaultName: string): Layer {
  if (typeof spec === 'string') {
    return spec === 'flatten' ? { type: spec, name: defaultName } : decideMaxPooling2d({}, defaultName);
  }
  if ('conv2d' in spec) return decideConv2d(spec.conv2d, defaultName);
  if ('maxPooling2d' in spec) return decideMaxPooling2d(spec.maxPooling2d, defaultName);
  if ('flatten' in spec) return { type: 'flatten', name: spec.flatten.name ?? defaultName };
  return decideDense(spec.dense, defaultName);
}

function decideConv2d(spec: Conv2dSpec, defaultName: string): Layer {
  const { name = defaultName, filters, kernelSize, strides = 1, padding = 'valid', activation = 'linear' } = spec;
  return {
    type: 'conv2d',
    name,
    filters,
    kernelSize: decideSize(kernelSize),
    strides: decideSize(strides),
    padding,
    activation,
    kernelInitializer: 'glorotUniform',
  };
}

function decideMaxPooling2d(spec: MaxPooling2dSpec, defaultName: string): Layer {
  const { name = defaultName, poolSize = 2, strides = poolSize, padding = 'valid' } = spec;
  return { type: 'maxPooling2d', name, poolSize: decideSize(poolSize), strides: decideSize(strides), padding };
}

function decideDense(spec: DenseSpec, defaultName: string): Layer {
  const { name = defaultName, units, activation = 'linear' } = spec;
  return { type: 'dense', name, units, activation, kernelInitializer: 'glorotUniform' };
}

function decideSize(spec: SizeSpec): Size2d {
  return typeof spec === 'number' ? [spec, spec] : spec;
}
