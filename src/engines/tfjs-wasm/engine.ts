import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine.js';
import { tfjsEngine } from '../tfjs/engine.js';
import { BACKEND_MODULE } from './id.js';
import { installKernels } from './kernels/install.js';

const BACKEND = 'wasm';

/** TensorFlow.js on WebAssembly: the same bits on every machine, and installs from npm alone. */
export async function tfjsWasmEngine(): Promise<Engine> {
  ready ??= start();
  await ready;
  return tfjsEngine(BACKEND);
}

let ready: Promise<void> | undefined;

async function start(): Promise<void> {
  // No word about faster backends.
  tf.enableProdMode();
  tf.env().set('WASM_HAS_SIMD_SUPPORT', true);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(`${path.dirname(BACKEND_MODULE)}${path.sep}`);
  await tf.setBackend(BACKEND);
  installKernels();
}
