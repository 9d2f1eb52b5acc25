/** The array in an IDX file of unsigned bytes. */
export interface IdxArray {
  readonly lengths: readonly number[];
  readonly data: Uint8Array;
}

/** IDX: two zero bytes, type 8 (unsigned byte), the number of dimensions, each length as a big-endian u32, the data. A string says what is wrong. */
export function readIdx(bytes: Buffer, dimensions: number): IdxArray | string {
  const lengths = readIdxLengths(bytes, dimensions);
  if (typeof lengths === 'string') return lengths;
  const size = lengths.reduce((product, length) => product * length, 1);
  const header = headerLength(dimensions);
  const found = bytes.length - header;
  if (found !== size) return `it holds ${found} values, expected ${lengths.join(' x ')} = ${size}`;
  return { lengths, data: new Uint8Array(bytes.buffer, bytes.byteOffset + header, size) };
}

/** The lengths alone, from the first bytes of a file. */
export function readIdxLengths(bytes: Buffer, dimensions: number): number[] | string {
  if (bytes.length < headerLength(dimensions)) return `it ends after ${bytes.length} bytes, within the IDX header`;
  const magic = bytes.readUInt32BE(0);
  const expected = 0x0800 + dimensions;
  const type = TYPES[magic >>> 8];
  if (type !== undefined && type !== 'bytes') return `its values are ${type}, and only unsigned bytes are read`;
  if (magic !== expected) return `its IDX magic number is ${hex(magic)}, expected ${hex(expected)}`;
  return Array.from({ length: dimensions }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
}

const TYPES: Readonly<Record<number, string>> = {
  8: 'bytes',
  9: 'signed bytes',
  11: 'int16',
  12: 'int32',
  13: 'float32',
  14: 'float64',
};

function headerLength(dimensions: number): number {
  return 4 + 4 * dimensions;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
