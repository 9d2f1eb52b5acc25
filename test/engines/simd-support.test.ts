import { expect, it } from 'vitest';
import { compile } from '../../src/algorithms/fused.js';
import { Arena } from '../../src/engines/simd/arena.js';
import { layOut, placedLayers } from '../../src/engines/simd/layout.js';
import { ParameterArrays } from '../../src/engines/simd/parameter-arrays.js';
import { leastBytes, unsupportedBySimd } from '../../src/engines/simd/support.js';
import type { Network } from '../../src/networks/layer.js';
import { parameterSpecs } from '../../src/networks/parameters.js';
import { conv, dense, flatten, pool } from './layers.js';
import { CASES } from './networks.js';

const module = compile('training', false);

/** What the layers of a network really take. */
function bytesTaken(network: Network, blocks: number): number {
  const arena = new Arena(module);
  const placed = placedLayers(network);
  const parameters = new ParameterArrays(arena, parameterSpecs(placed));
  layOut({ arena, parameters, blocks }, placed);
  return arena.allocate(0);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

for (const { title, network } of CASES) {
  it(`no network that fits is refused: ${title}`, () => {
    expect(sum(leastBytes({ network, batchSize: 24 }))).toBeLessThanOrEqual(bytesTaken(network, 3));
  });
}

it('what large networks are said to need is most of what they take', () => {
  const layers = [conv('c1', 64, [3, 3]), pool('p1', 2), flatten, dense('f1', 500, 'relu'), dense('logits', 10)];
  const network: Network = { inputShape: [28, 28, 1], layers };
  const [least, taken] = [sum(leastBytes({ network, batchSize: 64 })), bytesTaken(network, 8)];
  expect(least).toBeGreaterThan(0.9 * taken);
  expect(least).toBeLessThanOrEqual(taken);
  expect(unsupportedBySimd({ network, batchSize: 64 })).toBeUndefined();
});

it('the layer that is too large is named', () => {
  const layers = [flatten, dense('wide', 500_000, 'relu'), dense('logits', 10)];
  expect(unsupportedBySimd({ network: { inputShape: [28, 28, 1], layers }, batchSize: 64 })).toMatchObject({
    layer: 1,
  });
});
