import v8 from 'node:v8';
import vm from 'node:vm';
import * as tf from '@tensorflow/tfjs-core';

/** What engines hold: bytes outside of V8's heap, after a collection, and tensors of tfjs. */
export function memoryInUse(): { readonly bytes: number; readonly tensors: number } {
  collectGarbage();
  // Array buffers are swept in the background until the next collection.
  collectGarbage();
  return { bytes: process.memoryUsage().external, tensors: tf.memory().numTensors };
}

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;
