// A session of an engine over random images.
import { randomFor } from '../../dist/algorithms/random.js';
import { engineNamed } from '../../dist/engines/choose.js';
import { initialValue } from '../../dist/networks/initialise.js';
import { parameterSpecs } from '../../dist/networks/parameters.js';
import { inferShapes } from '../../dist/networks/shapes.js';

const inputShape = [28, 28, 1];

export async function openSession(layers, engine = 'simd') {
  const weights = parameterSpecs(inferShapes(inputShape, layers)).map((spec, index) => [
    spec.name,
    { shape: spec.shape, data: initialValue(spec, randomFor('bench weights', index)) },
  ]);
  const session = await (await engineNamed(engine)).open({ network: { inputShape, layers }, batchSize: 64 });
  session.load({ weights: new Map(weights), slots: new Map(), step: 0 });
  return session;
}

export function randomImages(count) {
  const random = randomFor('bench images');
  return {
    values: Uint8Array.from({ length: count * 784 }, () => random.below(256)),
    labels: Uint8Array.from({ length: count }, () => random.below(10)),
    count,
  };
}
