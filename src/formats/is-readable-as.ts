import { isObject, parseJson } from './json-shape.js';

/** Whether bytes begin as what a file's name says; true for names that say nothing. A look without the libraries that read them. */
export function isReadableAs(name: string, bytes: Uint8Array): boolean {
  const kind = name.slice(name.lastIndexOf('.') + 1);
  if (kind === 'npy') return Buffer.from(bytes.subarray(0, 6)).toString('latin1') === '\x93NUMPY';
  if (kind === 'json') return parseJson(bytes) !== undefined;
  return kind !== 'safetensors' || isObject(headerOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
}

const PREFIX = 8;

/** The header of safetensors: its length, then JSON. */
function headerOf(bytes: Buffer): unknown {
  if (bytes.length < PREFIX) return undefined;
  const length = bytes.readBigUInt64LE(0);
  return length > bytes.length - PREFIX ? undefined : parseJson(bytes.subarray(PREFIX, PREFIX + Number(length)));
}
