import type { Samples } from '../engines/engine.js';
import { decodeNpy } from '../formats/npy.js';
import type { Digest } from '../store/fingerprint.js';
import type { Store } from '../store/store.js';

type NpyArray = ReturnType<typeof decodeNpy>;

export function readArray(store: Store, digest: Digest): NpyArray {
  return decodeNpy(store.read(digest));
}

export function bytesOf({ array }: NpyArray): Uint8Array {
  if (array instanceof Uint8Array) return array;
  throw new Error('internal error: expected a uint8 array');
}

export function integersOf({ array }: NpyArray): Int32Array {
  if (array instanceof Int32Array) return array;
  throw new Error('internal error: expected an int32 array');
}

export function floatsOf({ array }: NpyArray): Float32Array {
  if (array instanceof Float32Array) return array;
  throw new Error('internal error: expected a float32 array');
}

/** Images with their labels; without labels every label is 0. */
export function readSamples(store: Store, images: Digest, labels?: Digest): Samples {
  const pixels = readArray(store, images);
  const count = pixels.shape[0];
  return { images: bytesOf(pixels), labels: labels ? bytesOf(readArray(store, labels)) : new Uint8Array(count), count };
}
