/** The header of a .npy file: what its values are, and where they begin. */
export interface NpyHeader {
  /** As NumPy writes it, such as `<f4`. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  readonly start: number;
}

/** Formats 1 to 3, as Python 2 and 3 write them. A string says what is wrong. */
export function readNpyHeader(bytes: Uint8Array): NpyHeader | string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.toString('latin1', 0, 6) !== '\x93NUMPY') {
    return view[0] === 0x80 ? 'it is a pickle, no .npy array' : "it is no .npy array: the first bytes are not NumPy's";
  }
  const version = view[6];
  if (!(version >= 1 && version <= 3)) return `its format is version ${version ?? '?'}, of which 1 to 3 are known`;
  const from = version === 1 ? 10 : 12;
  if (view.length < from) return 'it ends within its header';
  const length = version === 1 ? view.readUInt16LE(8) : view.readUInt32LE(8);
  const start = from + length;
  if (view.length < start) return 'it ends within its header';
  const text = view.toString(version === 3 ? 'utf8' : 'latin1', from, start);
  const descr = /['"]descr['"]\s*:\s*(?:u|b)?(['"])([^'"]*)\1/.exec(text)?.[2];
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /['"]shape['"]\s*:\s*\(([^)]*)\)/.exec(text)?.[1];
  if (/['"]descr['"]\s*:\s*\[/.test(text)) return 'its type is structured: save one field, array["name"]';
  if (descr === undefined || order === undefined || shape === undefined) return 'its header cannot be read';
  const lengths = shape
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (!lengths.every((one) => /^\d+L?$/.test(one))) return `its shape (${shape}) cannot be read`;
  return { descr, fortranOrder: order === 'True', shape: lengths.map((one) => Number.parseInt(one, 10)), start };
}

const READERS: Readonly<Record<string, (view: DataView, at: number, little: boolean) => number | bigint>> = {
  b1: (view, at) => Number(view.getUint8(at) !== 0),
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => view.getBigUint64(at, little),
  i8: (view, at, little) => view.getBigInt64(at, little),
  f2: (view, at, little) => half(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
};

/** `f4` of `<f4`. */
export function typeOf(descr: string): string {
  return descr.replace(/^[<>|=]/, '');
}

export function isNumeric(descr: string): boolean {
  return Object.hasOwn(READERS, typeOf(descr));
}

/** The values in C order, as numbers that hold them exactly but for whole numbers beyond 2^53. A string says what is wrong. */
export function readNpyNumbers(
  bytes: Uint8Array,
  header: NpyHeader,
): Uint8Array | Float32Array | Float64Array | string {
  const { descr, start } = header;
  const type = typeOf(descr);
  const wrong = wrongLength(bytes, header, Number(type.slice(1)));
  if (wrong) return wrong;
  const size = sizeOf(header);
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  const read = READERS[type];
  const width = Number(type.slice(1));
  const isLittle = !descr.startsWith('>');
  const values =
    type === 'u1' ? new Uint8Array(size) : /^f[24]$/.test(type) ? new Float32Array(size) : new Float64Array(size);
  for (let at = 0; at < size; at++) values[at] = Number(read(view, at * width, isLittle));
  return inCOrder(values, header);
}

/** Texts (`S` in bytes, `U` in code points) in C order. */
export function readNpyTexts(bytes: Uint8Array, header: NpyHeader): string[] | string {
  const { descr, start } = header;
  const isWide = typeOf(descr).startsWith('U');
  const width = Number(typeOf(descr).slice(1)) * (isWide ? 4 : 1);
  const wrong = wrongLength(bytes, header, width);
  if (wrong) return wrong;
  const all = Buffer.from(bytes.buffer, bytes.byteOffset + start, sizeOf(header) * width);
  return Array.from({ length: sizeOf(header) }, (_, at) => {
    const cell = all.subarray(at * width, (at + 1) * width);
    if (!isWide) return cell.toString('utf8').replace(/\0+$/, '');
    const points = Array.from({ length: width / 4 }, (_, point) =>
      descr.startsWith('>') ? cell.readUInt32BE(4 * point) : cell.readUInt32LE(4 * point),
    );
    return points
      .map((point) => (point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd'))
      .join('')
      .replace(/\0+$/, '');
  });
}

function wrongLength(bytes: Uint8Array, header: NpyHeader, width: number): string | undefined {
  const expected = sizeOf(header) * width;
  const found = bytes.length - header.start;
  if (found === expected) return undefined;
  return `it holds ${found} bytes of values, expected ${header.shape.join(' x ')} of ${width} bytes = ${expected}`;
}

export function sizeOf({ shape }: NpyHeader): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** In Fortran order the first axis runs fastest. */
function inCOrder<Some extends Uint8Array | Float32Array | Float64Array>(
  values: Some,
  { fortranOrder, shape }: NpyHeader,
): Some {
  if (!fortranOrder || shape.length < 2) return values;
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, length) => product * length, 1));
  const ordered = values.slice() as Some;
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < values.length; to++) {
    ordered[to] = values[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return ordered;
}

const bits = new DataView(new ArrayBuffer(4));
const LEAST_HALF = 1 / 16_777_216;

/** The same number in the bits of a float32, whose exponent counts from 112 less. */
function half(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1;
  const exponent = (pattern >> 10) & 0x1f;
  const fraction = pattern & 0x3ff;
  if (exponent === 0) return sign * fraction * LEAST_HALF;
  bits.setUint32(0, ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13));
  return sign * bits.getFloat32(0);
}
