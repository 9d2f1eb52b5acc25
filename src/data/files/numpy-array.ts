import type { ConfigPath } from '../../language/config.js';
import { type DataFailure, isFailure } from '../failure.js';
import type { Values } from '../split.js';
import { type NpyHeader, readNpyHeader, readNpyNumbers, readNpyTexts, typeOf } from './npy-file.js';
import { readNpzEntry } from './npz-archive.js';
import { readBytes } from './read-file.js';

/** A .npy file, or an array in a .npz archive, and the part of the experiment file that names it. */
export interface ArrayPlace {
  readonly file: string;
  readonly member: string | null;
  readonly path: ConfigPath;
}

const HEAD_BYTES = 65_536;

/** The header alone, from the first bytes of the file. */
export function readArrayHead(place: ArrayPlace): NpyHeader | DataFailure {
  const bytes = readArrayBytes(place, HEAD_BYTES);
  return isFailure(bytes) ? bytes : headerOf(place, bytes);
}

/** All values in C order. */
export function readNumbers(place: ArrayPlace): (NpyHeader & { readonly values: Values }) | DataFailure {
  return readValues(place, readNpyNumbers);
}

export function readTexts(place: ArrayPlace): (NpyHeader & { readonly values: readonly string[] }) | DataFailure {
  return readValues(place, readNpyTexts);
}

function readValues<Found extends object>(
  place: ArrayPlace,
  read: (bytes: Uint8Array, header: NpyHeader) => Found | string,
): (NpyHeader & { readonly values: Found }) | DataFailure {
  const bytes = readArrayBytes(place);
  if (isFailure(bytes)) return bytes;
  const header = headerOf(place, bytes);
  if (isFailure(header)) return header;
  const values = read(bytes, header);
  return typeof values === 'string' ? malformed(place, values) : { ...header, values };
}

function headerOf(place: ArrayPlace, bytes: Uint8Array): NpyHeader | DataFailure {
  const header = readNpyHeader(bytes);
  return typeof header === 'string' ? malformed(place, header) : header;
}

/** `file`, or `file/member`, as it is written in an experiment file. */
export function nameOf({ file, member }: ArrayPlace): string {
  return member === null ? file : `${file}/${member}`;
}

function readArrayBytes(place: ArrayPlace, length?: number): Uint8Array | DataFailure {
  return place.member === null ? readBytes(place, length) : readNpzEntry(place, place.member, length);
}

export function wrongDtype(place: ArrayPlace, dtype: string, wanted: string): DataFailure {
  const message = `${nameOf(place)} is of type ${typeName(dtype)}`;
  return { code: 'wrong-dtype', message, hint: `expected ${wanted}: convert with array.astype(...)`, path: place.path };
}

export function wrongShape(place: ArrayPlace, problem: string, hint: string): DataFailure {
  return { code: 'wrong-shape', message: `${nameOf(place)} ${problem}`, hint, path: place.path };
}

const KINDS: { readonly [kind: string]: string } = { u: 'uint', i: 'int', f: 'float', c: 'complex' };

/** As NumPy calls it: `<f8` is float64. */
export function typeName(descr: string): string {
  const type = typeOf(descr);
  if (type === 'O') return 'object, pickled values of Python';
  if (type === 'b1') return 'bool';
  return type.replace(/^([uifc])(\d+)$/, (_, kind: string, bytes: string) => `${KINDS[kind]}${8 * Number(bytes)}`);
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
