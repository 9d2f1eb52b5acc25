import path from 'node:path';
import { zipSync } from 'fflate';
import { dump } from 'npyjs';
import { expect, test } from 'vitest';
import { decodeDataset, factsOf, factsOnce, filesOf, rulesOf } from '../../src/data/dataset.js';
import { isFailure } from '../../src/data/failure.js';
import type { NumpyChoice } from '../../src/language/config.js';
import { temporaryFolder } from './temporary-folder.js';

/** NumPy 2.4: savez_compressed(x_train=arange(24, dtype='u1').reshape(4, 3, 2), y_train=[0, 1, 1, 0], x_test=x_train[:2] + 100, y_test=array([1, 0], dtype='u1')). */
const BY_NUMPY = `
UEsDBC0AAAAIAAAAIQDdFRdX//////////8LABQAeF90cmFpbi5ucHkBABAAmAAAAAAAAABhAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF5Taqiu
o6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GiY6CsY6CkaaOgq1CuQBLgZGJmYWVjZ2Dk4ubh5ePn4BQSFhEVExcQBQSwMELQAAAAgAAAAhANJw
nXb//////////wsAFAB5X3RyYWluLm5weQEAEACgAAAAAAAAAEsAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoS
d0vMKU4FihdnJBakAvkaJjqaOgq1ChQALgYoYESjYQAAUEsDBC0AAAAIAAAAIQDYx6KT//////////8KABQAeF90ZXN0Lm5weQEAEACMAAAAAAAAAFUA
AAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgXlNqqK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjoKxjoKRpo6CrUK5AGulNS09IzMrOyc
3Lx8AFBLAwQtAAAACAAAACEATmNrsf//////////CgAUAHlfdGVzdC5ucHkBABAAggAAAAAAAABGAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF5T
aqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6mjoKtQoUAC5GBgBQSwECLQMtAAAACAAAACEA3RUXV2EAAACYAAAACwAAAAAAAAAAAAAA
gAEAAAAAeF90cmFpbi5ucHlQSwECLQMtAAAACAAAACEA0nCddksAAACgAAAACwAAAAAAAAAAAAAAgAGeAAAAeV90cmFpbi5ucHlQSwECLQMtAAAACAAA
ACEA2Meik1UAAACMAAAACgAAAAAAAAAAAAAAgAEmAQAAeF90ZXN0Lm5weVBLAQItAy0AAAAIAAAAIQBOY2uxRgAAAIIAAAAKAAAAAAAAAAAAAACAAbcB
AAB5X3Rlc3QubnB5UEsFBgAAAAAEAAQA4gAAADkCAAAAAA==`;

type Arrays = Pick<NumpyChoice, 'samples' | 'labels'> & Partial<NumpyChoice>;

/** A choice of arrays in a temporary folder. */
function choiceOf(files: Readonly<Record<string, Uint8Array>>, arrays: Arrays): NumpyChoice {
  const folder = temporaryFolder(files);
  const at = (name: string) => path.join(folder, name);
  const { samples, labels, test: tests = 0.5, classNames, layout = 'auto' } = arrays;
  const own = typeof tests === 'number' ? tests : { samples: at(tests.samples), labels: at(tests.labels) };
  return { type: 'numpy', samples: at(samples), labels: at(labels), test: own, classNames, layout };
}

function decoded(choice: NumpyChoice, seed = 1) {
  const dataset = decodeDataset(rulesOf(choice, seed), filesOf(choice));
  if (isFailure(dataset)) throw new Error(`${dataset.code}: ${dataset.message}`);
  return dataset;
}

const npy = (...args: Parameters<typeof dump>) => new Uint8Array(dump(...args));
const PAIR = { samples: 'x.npy', labels: 'y.npy' };
const SIX = {
  'x.npy': npy(
    Float32Array.from({ length: 12 }, (_, at) => at / 2),
    [6, 2],
  ),
  'y.npy': npy(Int32Array.of(0, 1, 0, 1, 0, 1), [6]),
};

test('an archive that NumPy compressed is read as it was saved', () => {
  const choice = choiceOf(
    { 'data.npz': Buffer.from(BY_NUMPY, 'base64') },
    {
      samples: 'data.npz/x_train',
      labels: 'data.npz/y_train',
      test: { samples: 'data.npz/x_test', labels: 'data.npz/y_test' },
      classNames: ['cat', 'dog'],
    },
  );
  expect(factsOf(choice)).toEqual({ inputShape: [3, 2, 1], classNames: ['cat', 'dog'], train: [2, 2], test: [1, 1] });
  expect(decoded(choice)).toEqual({
    inputShape: [3, 2, 1],
    classNames: ['cat', 'dog'],
    train: {
      values: Uint8Array.from({ length: 24 }, (_, at) => at),
      labels: Uint8Array.of(0, 1, 1, 0),
      ids: Int32Array.of(0, 1, 2, 3),
      count: 4,
    },
    test: {
      values: Uint8Array.from({ length: 12 }, (_, at) => 100 + at),
      labels: Uint8Array.of(1, 0),
      ids: Int32Array.of(4, 5),
      count: 2,
    },
  });
});

test('a share of each class is test samples, drawn with the seed; facts know how many', () => {
  const choice = choiceOf(SIX, { ...PAIR, test: 0.3 });
  const { train, test: tests } = decoded(choice);
  expect(factsOf(choice)).toMatchObject({ inputShape: [1, 1, 2], train: [2, 2], test: [1, 1] });
  expect([train.count, tests.count]).toEqual([4, 2]);
  expect([...train.ids, ...tests.ids].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  for (const { values, labels, ids } of [train, tests]) {
    expect([...values]).toEqual([...ids].flatMap((id) => [id, id + 0.5]));
    expect([...labels]).toEqual([...ids].map((id) => id % 2));
  }
  const draws = [1, 2, 3, 4, 5, 6].map((seed) => String(decoded(choice, seed).test.ids));
  expect(new Set(draws).size).toBeGreaterThan(1);
});

test('paths are in no rule that identifies the data, names of arrays are', () => {
  const arrays = { samples: 'data.npz/x_train', labels: 'data.npz/y_train' };
  const [one, other] = [1, 2].map(() => choiceOf({ 'data.npz': Buffer.from(BY_NUMPY, 'base64') }, arrays));
  expect(one.samples).not.toBe(other.samples);
  expect(rulesOf(one, 1)).toEqual(rulesOf(other, 1));
  expect(rulesOf(one, 1)).not.toEqual(rulesOf({ ...one, samples: one.labels }, 1));
});

test('labels may have any type of whole numbers; channels come last', () => {
  const samples = npy(new Uint8Array(4 * 2 * 3 * 3), [4, 2, 3, 3]);
  for (const labels of [BigInt64Array.of(0n, 1n, 0n, 1n), Uint8Array.of(0, 1, 0, 1), Int16Array.of(0, 1, 0, 1)]) {
    const choice = choiceOf({ 'x.npy': samples, 'y.npy': npy(labels, [4, 1]) }, PAIR);
    expect(factsOf(choice)).toMatchObject({ inputShape: [2, 3, 3], train: [1, 1], test: [1, 1] });
  }
});

const floats = Float32Array.of(0, 1, 2, Number.NaN, 4, 5, 6, 7, 8, 9, 10, 11);

test.each<[string, string, Record<string, Uint8Array>, string, string[]]>([
  ['complex samples', 'wrong-dtype', { 'x.npy': saved('<c8', [6, 1]) }, 'x.npy is of type complex64', ['samples']],
  ['objects', 'wrong-dtype', { 'x.npy': saved('|O', [6, 1]) }, 'x.npy is of type object', ['samples']],
  ['texts as samples', 'wrong-dtype', { 'x.npy': saved('<U3', [6, 1]) }, 'x.npy is of type U3', ['samples']],
  [
    'a structured type',
    'malformed-dataset',
    { 'x.npy': saved("[('a', '<f4')]", [6, 1]) },
    'its type is structured',
    ['samples'],
  ],
  ['a pickle', 'malformed-dataset', { 'x.npy': Buffer.of(0x80, 4, 0x95, 0, 0, 0, 0) }, 'it is a pickle', ['samples']],
  [
    'labels between whole numbers',
    'bad-label',
    { 'y.npy': npy(Float32Array.of(0, 1, 0.5, 1, 0, 1), [6]) },
    'label 2 is 0.5',
    ['labels'],
  ],
  ['one-hot labels', 'wrong-shape', { 'y.npy': npy(new Uint8Array(12), [6, 2]) }, 'has the shape (6,2)', ['labels']],
  [
    'float64 samples beyond float32',
    'not-finite',
    { 'x.npy': npy(new Float64Array(12).fill(1e39), [6, 2]) },
    'value 0 of sample 0 is 1e+39',
    ['samples'],
  ],
  [
    'a channel that comes first',
    'wrong-shape',
    { 'x.npy': npy(new Uint8Array(6 * 3 * 32 * 32), [6, 3, 32, 32]) },
    'has the shape (6,3,32,32), which looks like 3 channels of 32 x 32',
    ['samples'],
  ],
  [
    'a flat list of samples',
    'wrong-shape',
    { 'x.npy': npy(new Float32Array(6), [6]) },
    'has the shape (6)',
    ['samples'],
  ],
  ['too few labels', 'wrong-shape', { 'y.npy': npy(Int32Array.of(0, 1), [2]) }, 'has the shape (2)', ['labels']],
  [
    'a negative label',
    'bad-label',
    { 'y.npy': npy(Int32Array.of(0, 1, -1, 1, 0, 1), [6]) },
    'label 2 is -1',
    ['labels'],
  ],
  [
    'labels from 1',
    'empty-class',
    { 'y.npy': npy(Int32Array.of(1, 2, 1, 2, 1, 2), [6]) },
    'class 0 (`0`) has no',
    ['labels'],
  ],
  ['one class', 'bad-classes', { 'y.npy': npy(new Int32Array(6), [6]) }, 'all samples are of one class', ['labels']],
  ['NaN', 'not-finite', { 'x.npy': npy(floats, [6, 2]) }, 'value 1 of sample 1 is NaN', ['samples']],
  [
    'a cut array',
    'malformed-dataset',
    { 'x.npy': SIX['x.npy'].subarray(0, -4) },
    'it holds 44 bytes of values, expected 6 x 2 of 4 bytes = 48',
    ['samples'],
  ],
  [
    'something else',
    'malformed-dataset',
    { 'x.npy': Buffer.from('sepal_length,species') },
    'it is no .npy array',
    ['samples'],
  ],
])('%s: %s', (_, code, changes, message, place) => {
  const choice = choiceOf({ ...SIX, ...changes }, PAIR);
  const failure = decodeDataset(rulesOf(choice, 1), filesOf(choice));
  expect(failure).toMatchObject({
    code,
    message: expect.stringContaining(message),
    path: ['dataset', 'use', 'numpy', ...place],
  });
});

test.each<[string, string, Partial<NumpyChoice>, string]>([
  ['an unknown array', 'unknown-array', { labels: 'data.npz/y_tran' }, 'did you mean `y_train`?'],
  ['an archive without a name', 'unknown-array', { labels: 'data.npz' }, '/data.npz/x_train`'],
  ['a file that is not there', 'missing-dataset', { labels: 'data.npy' }, 'relative to the experiment file'],
  ['something else', 'malformed-dataset', { labels: 'text.npz/y' }, 'numpy.savez'],
  ['a cut archive', 'malformed-dataset', { labels: 'cut.npz/y_train' }, 'numpy.savez'],
])('%s: %s', (_, code, changes, hint) => {
  const bytes = Buffer.from(BY_NUMPY, 'base64');
  const files = { 'data.npz': bytes, 'cut.npz': bytes.subarray(0, 260), 'text.npz': Buffer.from('a text') };
  const choice = choiceOf(files, { samples: 'data.npz/x_train', labels: 'data.npz/y_train', ...changes });
  expect(factsOf(choice)).toMatchObject({
    code,
    hint: expect.stringContaining(hint),
    path: ['dataset', 'use', 'numpy', 'labels'],
  });
});

test('test samples of another shape are refused', () => {
  const tests = { 'tx.npy': npy(new Float32Array(3), [1, 3]), 'ty.npy': npy(Int32Array.of(0), [1]) };
  const choice = choiceOf({ ...SIX, ...tests }, { ...PAIR, test: { samples: 'tx.npy', labels: 'ty.npy' } });
  expect(factsOf(choice)).toMatchObject({ code: 'wrong-shape', path: ['dataset', 'use', 'numpy', 'test', 'samples'] });
});

test('a stored archive is read like a compressed one', () => {
  const archive = zipSync(
    { 'first.npy': npy(new Uint8Array(9), [9]), 'x.npy': SIX['x.npy'], 'y.npy': SIX['y.npy'] },
    { level: 0 },
  );
  const inArchive = choiceOf({ 'data.npz': archive }, { samples: 'data.npz/x', labels: 'data.npz/y' });
  expect(decoded(inArchive)).toEqual(decoded(choiceOf(SIX, PAIR)));
});

test.each<[string, string]>([
  ['f2', '3c00'],
  ['f4', '3f800000'],
  ['f8', '3ff0000000000000'],
  ['b1', '01'],
  ['u1', '01'],
  ['i1', '01'],
  ['u2', '0001'],
  ['i2', '0001'],
  ['u4', '00000001'],
  ['i4', '00000001'],
  ['u8', '0000000000000001'],
  ['i8', '0000000000000001'],
])('%s is read in either order of bytes and axes, of all formats', (type, one) => {
  const big = Buffer.from(one, 'hex');
  const little = Buffer.from(big).reverse();
  for (const [order, bytes] of [
    ['>', big],
    ['<', little],
  ] as const) {
    for (const version of [1, 2, 3]) {
      // Ones in the second column of (6, 2): in Fortran order, the second half.
      const zero = Buffer.alloc(bytes.length);
      const inRows = Array.from({ length: 12 }, (_, at) => (at % 2 === 1 ? bytes : zero));
      const inColumns = Array.from({ length: 12 }, (_, at) => (at >= 6 ? bytes : zero));
      for (const [fortran, cells] of [
        [false, inRows],
        [true, inColumns],
      ] as const) {
        const x = saved(`${order}${type}`, [6, 2], { version, fortran, values: Buffer.concat(cells) });
        const { train, test: tests } = decoded(choiceOf({ ...SIX, 'x.npy': x }, PAIR));
        expect([...train.values, ...tests.values]).toEqual(Array.from({ length: 12 }, (_, at) => at % 2));
      }
    }
  }
});

test('headers as Python 2 wrote them are read', () => {
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (6L, 2L), }";
  const x = withHeader(header, Buffer.from(SIX['x.npy'].slice(-48)));
  expect(decoded(choiceOf({ ...SIX, 'x.npy': x }, PAIR))).toEqual(decoded(choiceOf(SIX, PAIR)));
});

test('texts are names of classes, whole numbers may be of any type', () => {
  const texts = Buffer.from('b\0a\0b\0a\0b\0a\0', 'utf8');
  const plain = decoded(choiceOf({ ...SIX, 'y.npy': npy(Int32Array.of(1, 0, 1, 0, 1, 0), [6]) }, PAIR));
  const wide = Buffer.concat([...'bababa'].map((letter) => Buffer.from([letter.charCodeAt(0), 0, 0, 0])));
  for (const y of [saved('|S2', [6], { values: texts }), saved('<U1', [6], { values: wide })]) {
    expect(decoded(choiceOf({ ...SIX, 'y.npy': y }, PAIR))).toEqual({ ...plain, classNames: ['a', 'b'] });
  }
  const floatLabels = choiceOf({ ...SIX, 'y.npy': npy(Float64Array.of(1, 0, 1, 0, 1, 0), [6]) }, PAIR);
  expect(decoded(floatLabels)).toEqual(plain);
});

test('channels that come first are put last', () => {
  const pixels = (at: number) => at % 250;
  const [n, height, width, channels] = [6, 5, 6, 3];
  const first = Uint8Array.from({ length: n * 90 }, (_, at) => pixels(at));
  const last = Uint8Array.from({ length: n * 90 }, (_, at) => {
    const [sample, row, column, channel] = [
      Math.floor(at / 90),
      Math.floor(at / 18) % 5,
      Math.floor(at / 3) % 6,
      at % 3,
    ];
    return pixels(((sample * channels + channel) * height + row) * width + column);
  });
  const told = choiceOf({ ...SIX, 'x.npy': npy(first, [n, 3, 5, 6]) }, { ...PAIR, layout: 'channelsFirst' });
  expect(decoded(told)).toEqual(decoded(choiceOf({ ...SIX, 'x.npy': npy(last, [n, 5, 6, 3]) }, PAIR)));
  expect(factsOf({ ...told, layout: 'channelsLast' })).toMatchObject({ inputShape: [3, 5, 6] });
});

test('arrays in folders of an archive are found', () => {
  const archive = zipSync({ 'train/x.npy': SIX['x.npy'], 'train/y.npy': SIX['y.npy'] });
  const nested = choiceOf({ 'data.npz': archive }, { samples: 'data.npz/train/x', labels: 'data.npz/train/y' });
  expect(decoded(nested)).toEqual(decoded(choiceOf(SIX, PAIR)));
});

test('a conversion that loses something is told of, unless the samples are standardized', () => {
  const told = (x: Uint8Array, standardize = false) => {
    const facts = factsOnce()({ use: choiceOf({ ...SIX, 'x.npy': x }, PAIR), standardize });
    return 'warnings' in facts ? facts.warnings?.map(({ message }) => message) : [];
  };
  expect(told(npy(new Float64Array(12), [6, 2]))).toEqual(['float64 samples are rounded to float32']);
  expect(told(npy(new Int32Array(12), [6, 2]))).toEqual([expect.stringContaining('not divided by 255')]);
  expect(told(npy(new Float64Array(12), [6, 2]), true)).toEqual([]);
  expect(told(SIX['x.npy'])).toEqual([]);
});

interface Saving {
  readonly version?: number;
  readonly fortran?: boolean;
  readonly values?: Buffer;
}

/** A file as numpy.save writes it. */
function saved(
  descr: string,
  shape: readonly number[],
  { version = 1, fortran = false, values = Buffer.alloc(0) }: Saving = {},
): Uint8Array {
  const type = descr.startsWith('[') ? descr : `'${descr}'`;
  const order = fortran ? 'True' : 'False';
  const text = `{'descr': ${type}, 'fortran_order': ${order}, 'shape': (${shape.join(', ')},), }`;
  return withHeader(text, values, version);
}

function withHeader(text: string, values: Buffer, version = 1): Uint8Array {
  const length = version === 1 ? Buffer.alloc(2) : Buffer.alloc(4);
  length[0] = text.length + 1;
  const start = Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.of(version, 0), length]);
  return Buffer.concat([start, Buffer.from(`${text}\n`), values]);
}

test('an archive with two arrays of one name is refused: NumPy takes the last, others the first', () => {
  const [x, z] = [dump(new Uint8Array(8), [4, 2]), dump(new Uint8Array(8).fill(1), [4, 2])];
  const y = dump(Uint8Array.of(0, 1, 0, 1), [4]);
  const archive = zipSync({ 'x.npy': new Uint8Array(x), 'y.npy': new Uint8Array(y), 'z.npy': new Uint8Array(z) });
  const twice = Buffer.from(Buffer.from(archive).toString('latin1').replaceAll('z.npy', 'x.npy'), 'latin1');
  const choice = choiceOf({ 'data.npz': twice }, { samples: 'data.npz/x', labels: 'data.npz/y' });
  expect(factsOf(choice)).toMatchObject({
    code: 'malformed-dataset',
    message: expect.stringContaining('it has several arrays `x`'),
  });
});
