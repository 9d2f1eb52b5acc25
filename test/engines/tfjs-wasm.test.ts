import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { tfjsWasmEngine } from '../../src/engines/tfjs-wasm/engine.js';
import { engineContract } from './engine-contract.js';
import { RESIDUAL } from './networks.js';
import { initialState, inOrder, plainEpoch, randomSamples } from './training.js';

engineContract('tfjs-wasm', tfjsWasmEngine);

it('tfjs-wasm makes these bits on every machine', async () => {
  const session = await (await tfjsWasmEngine()).open({ network: RESIDUAL, batchSize: 16 });
  session.load(initialState(RESIDUAL));
  const adam = { type: 'adam', learningRate: 0.01, weightDecay: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
  session.trainEpoch(plainEpoch(randomSamples(RESIDUAL, 75), inOrder(75), adam));
  const hash = createHash('sha256');
  for (const { data } of session.state().weights.values()) hash.update(new Uint8Array(data.buffer));
  // Other kernels or formulas make others: then raise IMPLEMENTATION in src/engines/tfjs-wasm/id.ts, unless a module changed.
  expect(hash.digest('hex')).toBe('784f16e4d65fbad20ac66eb4761d24796aa7207e5bbc5e619217ed2f1cf4a5d4');
});
