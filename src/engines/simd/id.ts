import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { digestOf } from '../../store/fingerprint.js';
import type { EngineId } from '../engine.js';

/** The compiled module; both src/ and dist/ are three folders above it. */
export const TRAINING_MODULE = fileURLToPath(new URL('../../../dist/wasm/training.wasm', import.meta.url));

/** The module is small, so its digest is taken from its bytes each time: an edited kernel is another engine. */
export function simdId(): EngineId {
  return { name: 'simd', version: '2', digest: digestOf(readFileSync(TRAINING_MODULE)) };
}
