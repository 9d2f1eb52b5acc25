import { compile, isFused } from '../../algorithms/fused.js';
import type { Engine } from '../engine.js';
import { BatchSession } from '../session.js';
import { SimdNetwork } from './loaded-network.js';

/** The whole training step as one WASM SIMD module: the same bits on every machine that fuses, and on every one that does not. */
export function simdEngine(fused = isFused()): Engine {
  const module = compile('training', fused);
  return {
    open: async ({ network, batchSize }) => new BatchSession(new SimdNetwork(module, network, batchSize), batchSize),
  };
}
