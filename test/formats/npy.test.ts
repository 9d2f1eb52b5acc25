import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeNpy, encodeNpy } from '../../src/formats/npy.js';

const arrays = fc.oneof(
  fc.float32Array({ minLength: 1 }),
  fc.float64Array({ minLength: 1 }),
  fc.int32Array({ minLength: 1 }),
  fc.uint8Array({ minLength: 1 }),
);

test.each([
  ['<f4', new Float32Array(6)],
  ['<f8', new Float64Array(6)],
  ['<i4', new Int32Array(6)],
  ['|u1', new Uint8Array(6)],
])(
  'a file is what NumPy reads: magic, version 1.0, a header that ends a multiple of eight bytes in: %s',
  (type, array) => {
    const file = Buffer.from(encodeNpy(array, [2, 3]));
    expect([...file.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
    const start = 10 + file.readUInt16LE(8);
    expect(start % 8).toBe(0);
    expect(file.toString('latin1', 10, start)).toMatch(/^\{.*\} *\n$/);
    expect(file.toString('latin1', 10, start).trim()).toBe(`{'descr':'${type}','fortran_order':False,'shape':(2,3)}`);
    expect(file.length).toBe(start + array.byteLength);
  },
);

test('a vector and a scalar have the shapes that Python writes', () => {
  expect(Buffer.from(encodeNpy(new Uint8Array(3), [3])).toString('latin1')).toContain("'shape':(3,)");
  expect(Buffer.from(encodeNpy(new Uint8Array(1), [])).toString('latin1')).toContain("'shape':()");
});

test('values are little-endian in row order', () => {
  const file = encodeNpy(Int32Array.of(1, -2), [2]);
  expect([...file.subarray(-8)]).toEqual([1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff]);
});

test('any array comes back, type, shape and bits', () => {
  fc.assert(
    fc.property(arrays, (array) => {
      const decoded = decodeNpy(encodeNpy(array, [1, array.length]));
      expect(decoded.array).toEqual(array);
      expect(decoded.shape).toEqual([1, array.length]);
    }),
  );
});

test('an array without values comes back', () => {
  expect(decodeNpy(encodeNpy(new Float32Array(0), [0, 5]))).toEqual({ array: new Float32Array(0), shape: [0, 5] });
});

test('a file with memory of its own is not copied, and one inside a larger buffer is read all the same', () => {
  const file = encodeNpy(Float64Array.of(1.5, 2.5), [2]);
  expect(decodeNpy(file).array.buffer).toBe(file.buffer);
  const within = Buffer.concat([Buffer.from('x'), file, Buffer.from('tail')]).subarray(1, 1 + file.length);
  expect(decodeNpy(within).array).toEqual(Float64Array.of(1.5, 2.5));
});

test('a part of a larger array is written alone', () => {
  const part = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
  expect(decodeNpy(encodeNpy(part, [2])).array).toEqual(Float32Array.of(2, 3));
});

const whole = encodeNpy(Float32Array.of(1, 2), [2]);

function edited(from: string, to: string): Uint8Array {
  return Buffer.from(Buffer.from(whole).toString('latin1').replace(from, to), 'latin1');
}

test.each<[string, () => unknown]>([
  ['nothing', () => decodeNpy(new Uint8Array(0))],
  ['something else', () => decodeNpy(Buffer.from('{"not": "an array"}'))],
  ['half a header', () => decodeNpy(whole.subarray(0, 20))],
  ['a value cut off', () => decodeNpy(whole.subarray(0, whole.length - 4))],
  ['a value cut through', () => decodeNpy(whole.subarray(0, whole.length - 1))],
  ['an unknown type', () => decodeNpy(edited('<f4', '<u4'))],
  ['big-endian values', () => decodeNpy(edited('<f4', '>f4'))],
  ['Fortran order', () => decodeNpy(edited("False,'shape'", "True ,'shape'"))],
  ['a shape that the values do not fill', () => encodeNpy(Float32Array.of(1, 2), [3])],
])('%s is an internal error', (_, use) => {
  expect(use).toThrow(/^internal error: not a usable \.npy array: /);
});
