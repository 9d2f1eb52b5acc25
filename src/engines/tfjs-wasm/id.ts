import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { canonicalJson } from '../../formats/canonical-json.js';
import { digestOf } from '../../store/fingerprint.js';
import type { EngineId } from '../engine.js';

const PACKAGE = '@tensorflow/tfjs-backend-wasm';
const { resolve } = createRequire(import.meta.url);

/** The backend's module for SIMD without threads. */
export const BACKEND_MODULE = resolve(`${PACKAGE}/dist/tfjs-backend-wasm-simd.wasm`);
/** Our kernels; both src/ and dist/ are three folders above it. */
export const KERNELS_MODULE = fileURLToPath(new URL('../../../dist/wasm/tfjs-wasm.wasm', import.meta.url));

/** Raise it whenever this engine's own code makes other bits. */
const IMPLEMENTATION = 1;

export function tfjsWasmId(): EngineId {
  const { version } = JSON.parse(readFileSync(resolve(`${PACKAGE}/package.json`), 'utf8')) as { version: string };
  const modules = [BACKEND_MODULE, KERNELS_MODULE].map((file) => digestOf(readFileSync(file)));
  const made = canonicalJson([IMPLEMENTATION, version, ...modules]);
  return { name: 'tfjs-wasm', version, digest: digestOf(Buffer.from(made)) };
}
