import fc from 'fast-check';
import { expect, it } from 'vitest';
import { simdEngine } from '../../src/engines/simd/engine.js';
import type { Layer, Network, Padding } from '../../src/networks/layer.js';
import { inferShapes } from '../../src/networks/shapes.js';
import { gradientError } from './gradient-error.js';

const size = (most: number) => fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }));
const padding = fc.constantFrom<Padding>('same', 'valid');
const activation = fc.constantFrom('relu' as const, 'linear' as const);

const windowed = fc.oneof(
  fc.record({
    type: fc.constant('conv2d' as const),
    filters: fc.integer({ min: 1, max: 9 }),
    kernelSize: size(4),
    strides: size(3),
    padding,
    activation,
    kernelInitializer: fc.constant('glorotUniform' as const),
  }),
  fc.record({ type: fc.constant('maxPooling2d' as const), poolSize: size(3), strides: size(3), padding }),
);
const dense = fc.record({
  type: fc.constant('dense' as const),
  units: fc.integer({ min: 1, max: 7 }),
  activation,
  kernelInitializer: fc.constant('glorotUniform' as const),
});

/** Windowed layers that fit, flatten, dense layers. */
const networks: fc.Arbitrary<Network> = fc
  .record({
    inputShape: fc.tuple(...[8, 8, 3].map((max) => fc.integer({ min: 1, max }))),
    windows: fc.array(windowed, { maxLength: 3 }),
    hidden: fc.array(dense, { maxLength: 2 }),
    classes: fc.integer({ min: 2, max: 6 }),
  })
  .map(({ inputShape: [height, width, channels], windows, hidden, classes }) => ({
    inputShape: [height, width, channels] as const,
    layers: [
      ...windows,
      { type: 'flatten' as const },
      ...hidden,
      {
        type: 'dense' as const,
        units: classes,
        activation: 'linear' as const,
        kernelInitializer: 'glorotUniform' as const,
      },
    ].map((layer, index): Layer => ({ ...layer, name: `layer${index}` })),
  }))
  .filter(({ inputShape, layers }) => Array.isArray(inferShapes(inputShape, layers)));

it('gradients of random networks agree with tfjs', async () => {
  const engine = simdEngine();
  const batch = fc.record({ count: fc.integer({ min: 1, max: 20 }), batchSize: fc.integer({ min: 20, max: 33 }) });
  await fc.assert(
    fc.asyncProperty(networks, batch, async (network, sizes) => {
      const errors = await gradientError(engine, { network, ...sizes });
      expect(Math.max(...errors.values())).toBeLessThan(1e-4);
    }),
    { numRuns: 150 },
  );
});
