import { type DType, dump, parse } from 'npyjs';

export type NpyData = Float32Array | Float64Array | Int32Array | Uint8Array;

export interface NpyArray {
  readonly array: NpyData;
  readonly shape: readonly number[];
}

const TYPES: readonly DType[] = ['f4', 'f8', 'i4', 'u1'];

/** NumPy's .npy file (version 1.0) of an array in C order. */
export function encodeNpy(array: NpyData, shape: readonly number[]): Uint8Array {
  if (sizeOf(shape) !== array.length) throw corrupt(`${array.length} values do not fill the shape [${shape}]`);
  return new Uint8Array(dump(array, [...shape]));
}

/** The array in a .npy file that this project wrote: a view of `bytes` where they have an ArrayBuffer to themselves. */
export function decodeNpy(bytes: Uint8Array): NpyArray {
  const { data, shape, dtype, fortranOrder } = parsed(bytes);
  if (!TYPES.includes(dtype) || fortranOrder) throw corrupt(`type ${dtype}${fortranOrder ? ' in Fortran order' : ''}`);
  const array = data as NpyData;
  if (sizeOf(shape) !== array.length) throw corrupt(`${array.length} values do not fill the shape [${shape}]`);
  return { array, shape };
}

/** Stored files are checked by digest, so a malformed one is a bug. */
function parsed(bytes: Uint8Array) {
  try {
    return parse(ownBuffer(bytes));
  } catch (error) {
    throw corrupt((error as Error).message);
  }
}

/** The parser takes a whole ArrayBuffer; bytes inside a larger one are copied. */
function ownBuffer({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  if (!(buffer instanceof ArrayBuffer)) throw new TypeError('the memory is shared');
  return byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function corrupt(reason: string): Error {
  return new Error(`internal error: not a usable .npy array: ${reason}`);
}
