import { readFileSync } from 'node:fs';
import type { Network } from '../../networks/layer.js';
import type { Engine } from '../engine.js';
import { simdId, TRAINING_MODULE } from './id.js';
import { SimdSession } from './session.js';

/** The whole training step as one WASM SIMD module: the same bits on every machine. */
export function simdEngine(): Engine {
  const module = new WebAssembly.Module(readFileSync(TRAINING_MODULE));
  return { id: simdId(), unsupported, open: async (options) => new SimdSession(module, options) };
}

function unsupported({ layers }: Network): string | undefined {
  const last = layers.at(-1);
  return last?.type === 'dense' && last.activation === 'linear' ? undefined : 'the last layer must be dense and linear';
}
