import type { EngineName } from '../language/config.js';
import type { EngineFact } from '../language/engine-facts.js';
import type { DigestsOf, EngineId } from './engine.js';
import { simdId } from './simd/id.js';
import { unsupportedBySimd } from './simd/support.js';
import { tfjsNodeId } from './tfjs-node/id.js';
import { findPackage } from './tfjs-node/package.js';
import { unsupportedByTfjsNode } from './tfjs-node/support.js';
import { tfjsWasmId } from './tfjs-wasm/id.js';
import { unsupportedByTfjsWasm } from './tfjs-wasm/support.js';

/** What can be known of an engine without loading it. */
interface EngineEntry extends EngineFact {
  /** Of an engine that is here. */
  readonly id: (digestsOf: DigestsOf) => EngineId;
}

const nothing = () => undefined;

/** In the order in which `auto` tries them. */
export const ENGINES: Readonly<Record<EngineName, EngineEntry>> = {
  simd: { missing: nothing, unsupported: unsupportedBySimd, id: simdId },
  'tfjs-node': { missing: missingPackage, unsupported: unsupportedByTfjsNode, id: tfjsNodeId },
  'tfjs-wasm': { missing: nothing, unsupported: unsupportedByTfjsWasm, id: tfjsWasmId },
};

function missingPackage() {
  const found = findPackage();
  return 'reason' in found ? found : undefined;
}
