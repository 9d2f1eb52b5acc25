import { readFileSync } from 'node:fs';
import type { Engine } from '../engine.js';
import { BatchSession } from '../session.js';
import { TRAINING_MODULE } from './id.js';
import { SimdNetwork } from './loaded-network.js';

/** The whole training step as one WASM SIMD module: the same bits on every machine. */
export function simdEngine(): Engine {
  const module = new WebAssembly.Module(readFileSync(TRAINING_MODULE));
  return {
    open: async ({ network, batchSize }) => new BatchSession(new SimdNetwork(module, network, batchSize), batchSize),
  };
}
