import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type FloatTensor } from '../../src/formats/safetensors.js';

const names = fc.string().filter((name) => name !== '__metadata__');
const tensors = fc
  .dictionary(names, fc.float32Array({ maxLength: 20 }))
  .map((arrays) => new Map(Object.entries(arrays).map(([name, data]) => [name, { shape: [data.length], data }])));
const metadata = fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true });

function vector(...values: number[]): FloatTensor {
  return { shape: [values.length], data: Float32Array.from(values) };
}

test('the bytes follow the format: header length, blank-padded JSON sorted by name, data without gaps', () => {
  const file = Buffer.from(
    encodeSafetensors(
      new Map([
        ['b', vector(3)],
        ['a', vector(1, 2)],
      ]),
      { step: '7' },
    ),
  );
  const length = Number(file.readBigUInt64LE());
  expect(length % 8).toBe(0);
  expect(file.toString('utf8', 8, 8 + length).trimEnd()).toBe(
    '{"__metadata__":{"step":"7"},"a":{"data_offsets":[0,8],"dtype":"F32","shape":[2]},"b":{"data_offsets":[8,12],"dtype":"F32","shape":[1]}}',
  );
  const values = [0, 4, 8].map((at) => file.readFloatLE(8 + length + at));
  expect(values).toEqual([1, 2, 3]);
  expect(file.length).toBe(8 + length + 12);
});

test('any tensors and metadata come back', () => {
  fc.assert(
    fc.property(tensors, metadata, (before, notes) => {
      const after = decodeSafetensors(encodeSafetensors(before, notes));
      expect(after.tensors).toEqual(before);
      expect(after.metadata).toEqual(notes);
    }),
  );
});

test('the order of the tensors does not change the bytes', () => {
  fc.assert(
    fc.property(tensors, (some) => {
      expect(encodeSafetensors(new Map([...some].reverse()))).toEqual(encodeSafetensors(some));
    }),
  );
});

test('a file at an odd place in a larger buffer is read', () => {
  const file = encodeSafetensors(new Map([['w', { shape: [2, 1], data: Float32Array.of(1, 2) }]]));
  const within = Buffer.concat([Buffer.from('odd'), file, Buffer.from('tail')]).subarray(3, 3 + file.length);
  expect(decodeSafetensors(within).tensors.get('w')).toEqual({ shape: [2, 1], data: Float32Array.of(1, 2) });
});

test('what is decoded may be written to without changing the file', () => {
  const file = encodeSafetensors(new Map([['w', vector(1)]]));
  const before = file.slice();
  decodeSafetensors(file).tensors.get('w')?.data.fill(9);
  expect(file).toEqual(before);
});

const whole = encodeSafetensors(new Map([['w', vector(1, 2)]]));

function edited(from: string, to: string): Uint8Array {
  return Buffer.from(Buffer.from(whole).toString('latin1').replace(from, to), 'latin1');
}

test.each<[string, () => unknown]>([
  ['nothing', () => decodeSafetensors(new Uint8Array(0))],
  ['half a header', () => decodeSafetensors(whole.subarray(0, 20))],
  ['a header that is not JSON', () => decodeSafetensors(edited('{', '!'))],
  ['a value cut off', () => decodeSafetensors(whole.subarray(0, whole.length - 4))],
  ['bytes too many', () => decodeSafetensors(Buffer.concat([whole, Buffer.alloc(4)]))],
  ['another type', () => decodeSafetensors(edited('F32', 'I32'))],
  ['offsets that do not fit the shape', () => decodeSafetensors(edited('"shape":[2]', '"shape":[3]'))],
  ['a shape that the values do not fill', () => encodeSafetensors(new Map([['w', { ...vector(1), shape: [2] }]]))],
  ['a tensor named like the metadata', () => encodeSafetensors(new Map([['__metadata__', vector(1)]]))],
])('%s is an internal error', (_, use) => {
  expect(use).toThrow(/^internal error: not a usable safetensors file: /);
});
