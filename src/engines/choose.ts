import type { EngineName } from '../language/config.js';
import { sourceDigests } from '../store/source-digests.js';
import { ENGINES } from './catalogue.js';
import type { Engine, EngineId } from './engine.js';

const OPEN: Readonly<Record<EngineName, () => Promise<Engine>>> = {
  simd: async () => (await import('./simd/engine.js')).simdEngine(),
  'tfjs-node': async () => (await import('./tfjs-node/engine.js')).tfjsNodeEngine(),
  'tfjs-wasm': async () => await (await import('./tfjs-wasm/engine.js')).tfjsWasmEngine(),
};

export async function engineNamed(name: EngineName): Promise<Engine> {
  return await OPEN[name]();
}

/** Thrown where an engine was installed anew after the step was planned; a worker turns it into a step outcome. */
export class ChangedEngine extends Error {}

/** The engine that a fingerprint names. Another version's bits would be filed under the wrong key. */
export async function plannedEngine(planned: EngineId, cache: string): Promise<Engine> {
  const engine = await engineNamed(planned.name);
  const id = ENGINES[planned.name].id((files) => sourceDigests(cache, files));
  if (id.digest === planned.digest) return engine;
  throw new ChangedEngine(`the engine ${planned.name} has changed since the run began`);
}
