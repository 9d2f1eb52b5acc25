import fc from 'fast-check';
import { BASE, type Draft, type Path, withValue } from './base.js';
import { clustered, page, training } from './must.js';
import { edit, edits, type FieldOracle, field, type Oracle } from './oracle.js';

const CONV = training(['Sgd', 'Step', 'Cosine']);
const SEPARABLE = training(['Momentum']);
const PLAIN = training(['Rmsprop', 'Adam']);

const ACTIVATIONS = ['linear', 'relu', 'leakyRelu', 'elu', 'tanh', 'sigmoid', 'gelu'];
const INITIALIZERS = ['glorotUniform', 'glorotNormal', 'heUniform', 'heNormal'];
const PADDINGS = ['valid', 'same'];
const size = (max: number) =>
  fc.oneof(fc.integer({ min: 1, max }), fc.tuple(fc.integer({ min: 1, max }), fc.constant(max)));
const share = (max: number) => fc.double({ min: 0.01, max, noNaN: true });

const conv = (layer: number, type: string): Path => ['architectures', 'conv', layer, type];
const separable = (layer: number, type: string): Path => ['architectures', 'separable', layer, type];
const plain = (layer: number, type: string): Path => ['architectures', 'plain', layer, type];

/** A layer more in the first architecture trains its models anew. */
function inserted(at: number, layer: unknown): FieldOracle {
  const layers = BASE['architectures'] as { readonly conv: readonly unknown[] };
  return edits(edit(['architectures', 'conv'], layers.conv.toSpliced(at, 0, layer), CONV));
}

/** A name that no other part of the experiment uses. */
function ownName(path: Path, written: string): FieldOracle {
  return field([...path, 'name'], ['renamed'], page, { written });
}

/** A name that captures and residual layers use too. */
function sharedName(name: string, path: Path, written: string): FieldOracle {
  const after = JSON.parse(JSON.stringify(BASE).replaceAll(`"${name}"`, '"renamed"')) as Draft;
  const others = ['first', 'hidden'].filter((other) => other !== name);
  const draft = withValue(BASE, ['capture', 'layers'], others);
  return {
    edits: [{ before: BASE, after, must: clustered }],
    written: { path: [...path, 'name'], draft, value: written },
  };
}

/** Fields of layers, and the layers that there are. */
export const LAYER_ORACLES: Readonly<Record<string, Oracle>> = {
  'layer.conv2d': inserted(0, { conv2d: { filters: 2, kernelSize: 3 } }),
  'layer.depthwiseConv2d': inserted(1, { depthwiseConv2d: { kernelSize: 2 } }),
  'layer.maxPooling2d': inserted(1, 'maxPooling2d'),
  'layer.averagePooling2d': inserted(1, 'averagePooling2d'),
  'layer.avgPooling2d': inserted(1, { avgPooling2d: { poolSize: 3 } }),
  'layer.globalAveragePooling2d': inserted(2, 'globalAveragePooling2d'),
  'layer.flatten': inserted(3, 'flatten'),
  'layer.dense': inserted(3, { dense: { units: 20 } }),
  'layer.dropout': inserted(3, { dropout: { rate: 0.5 } }),
  'layer.batchNormalization': inserted(1, 'batchNormalization'),
  'layer.add': inserted(1, { add: { with: 'first' } }),
  'layer.activation': inserted(1, { activation: { activation: 'tanh' } }),

  'conv2d.name': sharedName('first', conv(0, 'conv2d'), 'conv2d1'),
  'conv2d.filters': field([...conv(0, 'conv2d'), 'filters'], fc.integer({ min: 1, max: 9 }), CONV),
  'conv2d.kernelSize': field([...conv(0, 'conv2d'), 'kernelSize'], size(4), CONV),
  'conv2d.strides': field([...conv(0, 'conv2d'), 'strides'], fc.constantFrom(1, 3, [1, 3], [3, 2]), CONV),
  'conv2d.padding': field([...conv(0, 'conv2d'), 'padding'], PADDINGS, CONV),
  'conv2d.activation': field([...conv(0, 'conv2d'), 'activation'], ACTIVATIONS, CONV),
  'conv2d.kernelInitializer': field([...conv(0, 'conv2d'), 'kernelInitializer'], INITIALIZERS, CONV),

  'maxPooling2d.name': ownName(conv(1, 'maxPooling2d'), 'maxPooling2d1'),
  'maxPooling2d.poolSize': field([...conv(1, 'maxPooling2d'), 'poolSize'], fc.constantFrom(1, 3, [2, 1]), CONV),
  'maxPooling2d.strides': field([...conv(1, 'maxPooling2d'), 'strides'], fc.constantFrom(2, 3, [2, 1]), CONV, {
    written: 2,
  }),
  'maxPooling2d.padding': field([...conv(1, 'maxPooling2d'), 'padding'], PADDINGS, CONV),

  'flatten.name': ownName(conv(2, 'flatten'), 'flatten1'),

  'dense.name': sharedName('hidden', conv(3, 'dense'), 'dense1'),
  'dense.units': field([...conv(3, 'dense'), 'units'], fc.integer({ min: 50, max: 59 }), CONV),
  'dense.activation': field([...conv(3, 'dense'), 'activation'], ACTIVATIONS, CONV),
  'dense.kernelInitializer': field([...conv(3, 'dense'), 'kernelInitializer'], INITIALIZERS, CONV),

  'depthwiseConv2d.name': sharedName('first', separable(0, 'depthwiseConv2d'), 'depthwiseConv2d1'),
  'depthwiseConv2d.kernelSize': field([...separable(0, 'depthwiseConv2d'), 'kernelSize'], size(2), SEPARABLE),
  'depthwiseConv2d.depthMultiplier': field(
    [...separable(0, 'depthwiseConv2d'), 'depthMultiplier'],
    fc.constantFrom(1, 3, 4),
    SEPARABLE,
  ),
  'depthwiseConv2d.strides': field(
    [...separable(0, 'depthwiseConv2d'), 'strides'],
    fc.constantFrom(1, 3, [1, 2]),
    SEPARABLE,
  ),
  'depthwiseConv2d.padding': field([...separable(0, 'depthwiseConv2d'), 'padding'], PADDINGS, SEPARABLE),
  'depthwiseConv2d.activation': field([...separable(0, 'depthwiseConv2d'), 'activation'], ACTIVATIONS, SEPARABLE),
  'depthwiseConv2d.kernelInitializer': field(
    [...separable(0, 'depthwiseConv2d'), 'kernelInitializer'],
    INITIALIZERS,
    SEPARABLE,
  ),

  'batchNormalization.name': ownName(separable(1, 'batchNormalization'), 'batchNormalization1'),
  'batchNormalization.momentum': field([...separable(1, 'batchNormalization'), 'momentum'], share(0.89), SEPARABLE),
  'batchNormalization.epsilon': field([...separable(1, 'batchNormalization'), 'epsilon'], [0.1, 1e-5], SEPARABLE),

  'averagePooling2d.name': ownName(separable(2, 'averagePooling2d'), 'averagePooling2d1'),
  'averagePooling2d.poolSize': field([...separable(2, 'averagePooling2d'), 'poolSize'], [1, 3, [1, 2]], SEPARABLE),
  'averagePooling2d.strides': field([...separable(2, 'averagePooling2d'), 'strides'], [2, [1, 2]], SEPARABLE, {
    written: 2,
  }),
  'averagePooling2d.padding': field([...separable(2, 'averagePooling2d'), 'padding'], PADDINGS, SEPARABLE),

  'globalAveragePooling2d.name': ownName(separable(3, 'globalAveragePooling2d'), 'globalAveragePooling2d1'),

  'activation.name': ownName(plain(2, 'activation'), 'activation1'),
  'activation.activation': field([...plain(2, 'activation'), 'activation'], ACTIVATIONS, PLAIN),
  'dropout.name': ownName(plain(3, 'dropout'), 'dropout1'),
  'dropout.rate': field([...plain(3, 'dropout'), 'rate'], share(0.9), PLAIN),
  'add.name': ownName(plain(5, 'add'), 'add1'),
  'add.with': field([...plain(5, 'add'), 'with'], ['act', 'drop'], PLAIN),
};
