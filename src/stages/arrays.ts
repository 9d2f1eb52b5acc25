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

/** Rows of a matrix. */
export type Rows = readonly ArrayLike<number>[];

/** The rows of a float64 matrix. */
export function readRows(store: Store, digest: Digest): Float64Array[] {
  const { array, shape } = readArray(store, digest);
  const [rows, columns] = shape;
  if (!(array instanceof Float64Array)) throw new Error('internal error: expected a float64 array');
  return Array.from({ length: rows }, (_, row) => array.subarray(row * columns, (row + 1) * columns));
}

/** Values of samples: uint8 or float32. */
export function valuesOf(npy: NpyArray): Uint8Array | Float32Array {
  return npy.array instanceof Uint8Array ? npy.array : floatsOf(npy);
}

/** Samples with their labels; without labels every label is 0. */
export function readSamples(store: Store, values: Digest, labels?: Digest): Samples {
  const array = readArray(store, values);
  const count = array.shape[0];
  return { values: valuesOf(array), labels: labels ? bytesOf(readArray(store, labels)) : new Uint8Array(count), count };
}
