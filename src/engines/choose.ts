import type { EngineName } from '../language/config.js';
import type { Engine } from './engine.js';

const OPEN: Readonly<Record<EngineName, () => Promise<Engine>>> = {
  simd: async () => (await import('./simd/engine.js')).simdEngine(),
  'tfjs-node': async () => (await import('./tfjs-node/engine.js')).tfjsNodeEngine(),
  'tfjs-wasm': async () => await (await import('./tfjs-wasm/engine.js')).tfjsWasmEngine(),
};

export async function engineNamed(name: EngineName): Promise<Engine> {
  return await OPEN[name]();
}
