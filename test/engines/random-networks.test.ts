import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ENGINES } from '../../src/engines/catalogue.js';
import type { Activation, Layer, Network, Padding, Shape } from '../../src/networks/layer.js';
import { inferShapes } from '../../src/networks/shapes.js';
import { enginesHere } from './engines-here.js';
import { expectedGradients, gradientError } from './gradient-error.js';

const size = (most: number) => fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }));
const sliding = { strides: size(3), padding: fc.constantFrom<Padding>('same', 'valid') };
const activation = fc.constantFrom<Activation>('linear', 'relu', 'leakyRelu', 'elu', 'tanh', 'sigmoid', 'gelu');
const weighted = { activation, kernelInitializer: fc.constant('glorotUniform' as const) };
const of = <const Type extends Layer['type']>(type: Type) => ({ type: fc.constant(type) });

const conv2d = fc.record({
  ...of('conv2d'),
  ...sliding,
  ...weighted,
  filters: fc.integer({ min: 1, max: 9 }),
  kernelSize: size(4),
});
const depthwiseConv2d = fc.record({
  ...of('depthwiseConv2d'),
  ...sliding,
  ...weighted,
  depthMultiplier: fc.integer({ min: 1, max: 5 }),
  kernelSize: size(3),
});
const maxPooling2d = fc.record({ ...of('maxPooling2d'), ...sliding, poolSize: size(3) });
const averagePooling2d = fc.record({ ...of('averagePooling2d'), ...sliding, poolSize: size(3) });
const dense = fc.record({ ...of('dense'), ...weighted, units: fc.integer({ min: 1, max: 7 }) });
const dropout = fc.record({ ...of('dropout'), rate: fc.constantFrom(0, 0.25, 0.5) });
const normalization = fc.record({
  ...of('batchNormalization'),
  momentum: fc.constantFrom(0.5, 0.99),
  epsilon: fc.constant(0.01),
});
/** What it adds is chosen from the layers that fit. */
const add = fc.record({ ...of('add'), pick: fc.nat() });
const anywhere = [dropout, normalization, add, fc.record({ ...of('activation'), activation })];

const images = fc.oneof(conv2d, depthwiseConv2d, maxPooling2d, averagePooling2d, ...anywhere);
const features = fc.oneof(dense, dense, fc.record(of('globalAveragePooling2d')), ...anywhere);
type Draft =
  typeof images extends fc.Arbitrary<infer Image>
    ? Image | (typeof features extends fc.Arbitrary<infer Feature> ? Feature : never) | { readonly type: 'flatten' }
    : never;

/** Layers on images, flatten, layers on features, logits; those that do not fit are left out. */
const networks: fc.Arbitrary<Network> = fc
  .record({
    inputShape: fc.tuple(...[8, 8, 3].map((max) => fc.integer({ min: 1, max }))),
    first: fc.array(images, { maxLength: 5 }),
    rest: fc.array(features, { maxLength: 4 }),
    units: fc.integer({ min: 2, max: 6 }),
  })
  .map(({ inputShape: [height, width, channels], first, rest, units }) => {
    const inputShape: Shape = [height, width, channels];
    const logits = { type: 'dense', units, activation: 'linear', kernelInitializer: 'glorotUniform' } as const;
    const layers: Layer[] = [];
    for (const draft of [...first, { type: 'flatten' } as const, ...rest, logits]) {
      const next = [...layers, ...fitting(draft, inputShape, layers)];
      if (Array.isArray(inferShapes(inputShape, next))) layers.splice(0, layers.length, ...next);
    }
    return { inputShape, layers };
  });

/** The layer with a name, and one to add that has its input's shape; none if there is no such layer. */
function fitting(draft: Draft, inputShape: Shape, before: readonly Layer[]): Layer[] {
  const name = `layer${before.length}`;
  if (draft.type !== 'add') return [{ ...draft, name }];
  const placed = inferShapes(inputShape, before);
  if ('message' in placed) throw new Error(placed.message);
  const shape = placed.at(-1)?.output;
  const others = placed.filter(({ output }) => String(output) === String(shape));
  return others.length === 0 ? [] : [{ type: 'add', name, with: others[draft.pick % others.length].layer.name }];
}

it('gradients of random networks of every engine agree with tfjs', async () => {
  const engines = await enginesHere();
  const batch = fc.record({ count: fc.integer({ min: 1, max: 20 }), batchSize: fc.integer({ min: 20, max: 33 }) });
  await fc.assert(
    fc.asyncProperty(networks, batch, async (network, sizes) => {
      // Smoothed labels, since samples that are classified right have gradients of nothing but rounding errors.
      const gradientCase = { network, ...sizes, values: 'floats', labelSmoothing: 0.2 } as const;
      const expected = await expectedGradients(gradientCase);
      for (const { name, engine } of engines) {
        if (ENGINES[name].unsupported({ network, batchSize: sizes.batchSize }) !== undefined) continue;
        const errors = await gradientError(engine, gradientCase, expected);
        // Rounding errors grow with each batch normalisation of a few values.
        expect(Math.max(...errors.values()), name).toBeLessThan(1e-3);
      }
    }),
    { numRuns: 150, seed: 2019 },
  );
});
