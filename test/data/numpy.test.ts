import path from 'node:path';
import { zipSync } from 'fflate';
import { dump } from 'npyjs';
import { expect, test } from 'vitest';
import { decodeDataset, factsOf, filesOf, rulesOf } from '../../src/data/dataset.js';
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
  const { samples, labels, test: tests = 0.5, classNames } = arrays;
  const own = typeof tests === 'number' ? tests : { samples: at(tests.samples), labels: at(tests.labels) };
  return { type: 'numpy', samples: at(samples), labels: at(labels), test: own, classNames };
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
  [
    'float64 samples',
    'wrong-dtype',
    { 'x.npy': npy(new Float64Array(12), [6, 2]) },
    'x.npy is of type float64',
    ['samples'],
  ],
  ['float labels', 'wrong-dtype', { 'y.npy': npy(new Float32Array(6), [6]) }, 'y.npy is of type float32', ['labels']],
  ['big-endian samples', 'wrong-dtype', { 'x.npy': bigEndian(SIX['x.npy']) }, 'x.npy is of type >f4', ['samples']],
  [
    'a flat list of samples',
    'wrong-shape',
    { 'x.npy': npy(new Float32Array(6), [6]) },
    'has the shape (6)',
    ['samples'],
  ],
  ['too few labels', 'wrong-shape', { 'y.npy': npy(Int32Array.of(0, 1), [2]) }, 'has the shape (2)', ['labels']],
  ['columns first', 'wrong-shape', { 'x.npy': fortran(SIX['x.npy']) }, 'x.npy is in Fortran order', ['samples']],
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
    'it holds 11 values, expected 6 x 2 = 12',
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

function bigEndian(bytes: Uint8Array): Uint8Array {
  return replaced(bytes, '<f4', '>f4');
}

function fortran(bytes: Uint8Array): Uint8Array {
  return replaced(bytes, "'fortran_order':False", "'fortran_order':True ");
}

/** The file with a part of its header replaced. */
function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const copy = Buffer.from(bytes);
  copy.write(to, copy.indexOf(from), 'latin1');
  return copy;
}
