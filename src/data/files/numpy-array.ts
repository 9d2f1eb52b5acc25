import { type NpyArray, parse } from 'npyjs';
import type { ConfigPath } from '../../language/config.js';
import { type DataFailure, isFailure } from '../failure.js';
import { readNpzEntry } from './npz-archive.js';
import { readBytes } from './read-file.js';

/** A .npy file, or an array in a .npz archive, and the part of the experiment file that names it. */
export interface ArrayPlace {
  readonly file: string;
  readonly member: string | null;
  readonly path: ConfigPath;
}

const HEAD_BYTES = 65_536;

/** The array without its values, from the first bytes of the file. */
export function readArrayHead(place: ArrayPlace): NpyArray | DataFailure {
  const bytes = readArrayBytes(place, HEAD_BYTES);
  if (isFailure(bytes)) return bytes;
  return parseArray(place, bytes.subarray(0, headLength(bytes)));
}

/** The whole array, in C order. */
export function readArray(place: ArrayPlace): NpyArray | DataFailure {
  const bytes = readArrayBytes(place);
  if (isFailure(bytes)) return bytes;
  const array = parseArray(place, bytes);
  if (isFailure(array)) return array;
  const { data, shape } = array as NpyArray<NpyArray['data'] & ArrayLike<unknown>>;
  const size = shape.reduce((product, length) => product * length, 1);
  if (data.length === size) return array;
  return malformed(place, `it holds ${data.length} values, expected ${shape.join(' x ')} = ${size}`);
}

/** `file`, or `file/member`, as it is written in an experiment file. */
export function nameOf({ file, member }: ArrayPlace): string {
  return member === null ? file : `${file}/${member}`;
}

function readArrayBytes(place: ArrayPlace, length?: number): Uint8Array | DataFailure {
  return place.member === null ? readBytes(place, length) : readNpzEntry(place, place.member, length);
}

/** Version 1 has two bytes for the length of the header's text, later versions four. */
function headLength(bytes: Uint8Array): number {
  if (bytes.length < 12) return bytes.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return view.getUint8(6) === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
}

function parseArray(place: ArrayPlace, bytes: Uint8Array): NpyArray | DataFailure {
  try {
    const array = parse(Uint8Array.from(bytes).buffer);
    if (!array.fortranOrder) return array;
    const message = `${nameOf(place)} is in Fortran order`;
    return { code: 'wrong-shape', message, hint: 'save numpy.ascontiguousarray(array)', path: place.path };
  } catch (error) {
    const { message } = error as Error;
    if (!message.startsWith('Unsupported dtype')) return malformed(place, `it is no .npy array: ${message}`);
    return wrongDtype(place, message.replace(/^.*: /, ''), 'uint8 or float32 samples and whole numbers as labels');
  }
}

export function wrongDtype(place: ArrayPlace, dtype: string, wanted: string): DataFailure {
  const message = `${nameOf(place)} is of type ${typeName(dtype)}`;
  return { code: 'wrong-dtype', message, hint: `expected ${wanted}: convert with array.astype(...)`, path: place.path };
}

const KINDS: { readonly [kind: string]: string } = { u: 'uint', i: 'int', f: 'float', c: 'complex' };

/** As NumPy calls it: f8 is float64. */
export function typeName(dtype: string): string {
  return dtype.replace(/^([uifc])(\d+)$/, (_, kind: string, bytes: string) => `${KINDS[kind]}${8 * Number(bytes)}`);
}

function malformed(place: ArrayPlace, problem: string): DataFailure {
  const message = `${nameOf(place)}: ${problem}`;
  return {
    code: 'malformed-dataset',
    message,
    hint: 'save the array anew with numpy.save or numpy.savez',
    path: place.path,
  };
}
