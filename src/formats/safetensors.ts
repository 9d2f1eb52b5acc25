import { canonicalJson } from './canonical-json.js';

/** A named float32 array. */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface Safetensors {
  readonly tensors: Map<string, FloatTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const METADATA = '__metadata__';
const PREFIX = 8;

/**
 * The safetensors format (https://github.com/huggingface/safetensors): a little-endian u64 header length, a JSON header
 * padded with blanks to eight bytes, the data. Names are sorted by code unit, so equal tensors give equal bytes.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, FloatTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  const { text, size } = headerOf(sorted, metadata);
  const padded = Math.ceil(text.length / 8) * 8;
  const file = Buffer.alloc(PREFIX + padded + size, ' ');
  file.writeBigUInt64LE(BigInt(padded));
  file.set(text, PREFIX);
  let at = PREFIX + padded;
  for (const [, { data }] of sorted) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/** Reads what `encodeSafetensors` wrote; stored files are checked by digest, so a malformed one is a bug. */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const { header, body } = readHeader(bytes);
  const tensors = new Map<string, FloatTensor>();
  let end = 0;
  const { [METADATA]: metadata = {}, ...entries } = header;
  for (const [name, entry] of Object.entries(entries) as [string, HeaderEntry][]) {
    tensors.set(name, readTensor(name, entry, body));
    end = Math.max(end, entry.data_offsets[1]);
  }
  if (end !== body.length) throw corrupt(`the tensors end at byte ${end} of ${body.length}`);
  return { tensors, metadata: metadata as Record<string, string> };
}

function headerOf(sorted: readonly (readonly [string, FloatTensor])[], metadata: Readonly<Record<string, string>>) {
  const entries: [string, unknown][] = [[METADATA, metadata]];
  let size = 0;
  for (const [name, { shape, data }] of sorted) {
    if (name === METADATA || sizeOf(shape) !== data.length) throw corrupt(`${name} of shape [${shape}]`);
    entries.push([name, { dtype: 'F32', shape, data_offsets: [size, size + data.byteLength] }]);
    size += data.byteLength;
  }
  return { text: Buffer.from(canonicalJson(Object.fromEntries(entries))), size };
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; body: Uint8Array } {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = file.length < PREFIX ? Number.NaN : Number(file.readBigUInt64LE());
  if (!(PREFIX + length <= file.length)) throw corrupt(`${file.length} bytes do not hold the header`);
  const body = bytes.subarray(PREFIX + length);
  try {
    return { header: JSON.parse(file.toString('utf8', PREFIX, PREFIX + length)), body };
  } catch (error) {
    throw corrupt((error as Error).message);
  }
}

function readTensor(name: string, { dtype, shape, data_offsets }: HeaderEntry, body: Uint8Array): FloatTensor {
  if (dtype !== 'F32') throw corrupt(`${name} has type ${dtype}, expected F32`);
  const [from, to] = data_offsets;
  const fits = 0 <= from && to <= body.length && to - from === 4 * sizeOf(shape);
  if (!fits) throw corrupt(`${name} of shape [${shape}] is at ${from} to ${to} of ${body.length} bytes`);
  // The copy starts at a multiple of four, whatever the file's own alignment. A Buffer's own slice would not copy.
  return { shape, data: new Float32Array(new Uint8Array(body.subarray(from, to)).buffer) };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function corrupt(reason: string): Error {
  return new Error(`internal error: not a usable safetensors file: ${reason}`);
}
