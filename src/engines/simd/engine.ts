import { readFileSync } from 'node:fs';
import type { Activation, Layer, Network } from '../../networks/layer.js';
import type { Engine } from '../engine.js';
import { simdId, TRAINING_MODULE } from './id.js';
import { SimdSession } from './session.js';

/** The whole training step as one WASM SIMD module: the same bits on every machine. */
export function simdEngine(): Engine {
  const module = new WebAssembly.Module(readFileSync(TRAINING_MODULE));
  return { id: simdId(), unsupported, open: async (options) => new SimdSession(module, options) };
}

const LAYERS: readonly Layer['type'][] = ['conv2d', 'maxPooling2d', 'flatten', 'dense'];
const ACTIVATIONS: readonly Activation[] = ['linear', 'relu'];

function unsupported({ layers }: Network): string | undefined {
  for (const layer of layers) {
    if (!LAYERS.includes(layer.type)) return `it has no ${layer.type} (layer ${layer.name})`;
    if ('activation' in layer && !ACTIVATIONS.includes(layer.activation)) {
      return `it has no ${layer.activation} (layer ${layer.name})`;
    }
  }
  const last = layers.at(-1);
  return last?.type === 'dense' && last.activation === 'linear' ? undefined : 'the last layer must be dense and linear';
}
