import type { Engine } from './engine.js';

const ENGINES: Readonly<Record<string, () => Promise<Engine>>> = {
  simd: async () => (await import('./simd/engine.js')).simdEngine(),
  'tfjs-wasm': async () => await (await import('./tfjs-wasm/engine.js')).tfjsWasmEngine(),
};

export async function engineNamed(name: string): Promise<Engine> {
  const open = ENGINES[name];
  if (open === undefined) throw new Error(`internal error: no engine ${name}`);
  return await open();
}
