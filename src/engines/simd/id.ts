import { readFileSync } from 'node:fs';
import { isFused, moduleFile } from '../../algorithms/fused.js';
import { digestOf } from '../../store/fingerprint.js';
import type { EngineId } from '../engine.js';

/** The module is small, so its digest is taken from its bytes each time: an edited kernel is another engine. */
export function simdId(): EngineId {
  const fused = isFused();
  return { name: 'simd', version: '3', digest: digestOf(readFileSync(moduleFile('training', fused))), fused };
}
