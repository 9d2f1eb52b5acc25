import { createHash } from 'node:crypto';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodeDataset, factsOf, filesOf, rulesOf } from '../../src/data/dataset.js';
import { isFailure } from '../../src/data/failure.js';
import { temporaryFolder } from './temporary-folder.js';

const PIXELS = 784;

/** The four files with three training images and two test images, changed as told. */
function files(changes: Readonly<Record<string, Buffer>> = {}): Record<string, Buffer> {
  return {
    'train-images-idx3-ubyte.gz': images(3),
    'train-labels-idx1-ubyte.gz': labels(2, 0, 1),
    't10k-images-idx3-ubyte.gz': images(2),
    't10k-labels-idx1-ubyte.gz': labels(1, 2),
    ...changes,
  };
}

function images(count: number, side = 28): Buffer {
  const pixels = Buffer.from(Array.from({ length: count * side * side }, (_, at) => at % 256));
  return gzipSync(Buffer.concat([header(0x0803, count, side, side), pixels]));
}

function labels(...values: number[]): Buffer {
  return gzipSync(Buffer.concat([header(0x0801, values.length), Buffer.from(values)]));
}

function header(...words: number[]): Buffer {
  const bytes = Buffer.alloc(4 * words.length);
  for (const [index, word] of words.entries()) bytes.writeUInt32BE(word, 4 * index);
  return bytes;
}

const choiceOf = (folder: string) => ({ type: 'idx', folder, classNames: undefined }) as const;

function decoded(content: Readonly<Record<string, Buffer>>) {
  const choice = choiceOf(temporaryFolder(content));
  return decodeDataset(rulesOf(choice, 0), filesOf(choice));
}

test('the images, labels and ids of both splits are read in the order of the files, packed or not', () => {
  const { 'train-images-idx3-ubyte.gz': packed, ...others } = files();
  const choice = choiceOf(temporaryFolder({ ...others, 'train-images-idx3-ubyte': gunzipSync(packed) }));
  const dataset = decodeDataset(rulesOf(choice, 0), filesOf(choice));
  if (isFailure(dataset)) throw new Error(dataset.message);
  expect(dataset.train).toMatchObject({ labels: Uint8Array.of(2, 0, 1), ids: Int32Array.of(0, 1, 2), count: 3 });
  expect(dataset.test).toMatchObject({ labels: Uint8Array.of(1, 2), ids: Int32Array.of(3, 4), count: 2 });
  expect(dataset.train.values).toEqual(Uint8Array.from({ length: 3 * PIXELS }, (_, at) => at % 256));
  expect(dataset.test.values.length).toBe(2 * PIXELS);
  expect(factsOf(choice)).toEqual({
    inputShape: [28, 28, 1],
    classNames: ['0', '1', '2'],
    train: [1, 1, 1],
    test: [0, 1, 1],
  });
});

test('files are also found under names with a dot, packed or not', () => {
  const dotted = Object.entries(files()).map(([name, bytes]): [string, Buffer] => {
    const dot = name.replace('-idx', '.idx');
    return name.startsWith('train') ? [dot, bytes] : [dot.replace('.gz', ''), gunzipSync(bytes)];
  });
  expect(decoded(Object.fromEntries(dotted))).toEqual(decoded(files()));
});

test('values of another type are named', () => {
  const floats = gzipSync(Buffer.concat([header(0x0d03, 3, 28, 28), Buffer.alloc(4 * 3 * PIXELS)]));
  const failure = decoded(files({ 'train-images-idx3-ubyte.gz': floats }));
  expect(failure).toMatchObject({ message: expect.stringContaining('its values are float32') });
});

test('classes have the names that they are given', () => {
  const classNames = ['a', 'b', 'c'];
  expect(factsOf({ ...choiceOf(temporaryFolder(files())), classNames })).toMatchObject({ classNames });
});

test('a missing file is named', () => {
  const { 't10k-labels-idx1-ubyte.gz': _, ...three } = files();
  const folder = temporaryFolder(three);
  expect(factsOf(choiceOf(folder))).toMatchObject({
    code: 'missing-dataset',
    message: `${path.join(folder, 't10k-labels-idx1-ubyte.gz')} is missing`,
    path: ['dataset', 'use', 'idx', 'folder'],
  });
});

test('other files under the names of the official Fashion-MNIST are refused', () => {
  const content = files();
  const folder = temporaryFolder(content);
  const choice = { type: 'fashion-mnist', folder } as const;
  const sum = createHash('md5').update(content['train-images-idx3-ubyte.gz']).digest('hex');
  expect(factsOf(choice)).toMatchObject({ train: Array(10).fill(6000), test: Array(10).fill(1000) });
  expect(decodeDataset(rulesOf(choice, 0), filesOf(choice))).toMatchObject({
    code: 'malformed-dataset',
    message: `${path.join(folder, 'train-images-idx3-ubyte.gz')}: its MD5 sum is ${sum}, expected 8d4fb7e6c68d591d4c3dfef9ec88bf0d`,
    path: ['dataset', 'use', 'fashion-mnist', 'folder'],
  });
});

test.each<[string, string, Record<string, Buffer>, string]>([
  [
    'cut short',
    'malformed-dataset',
    { 'train-images-idx3-ubyte.gz': images(3).subarray(0, 60) },
    'it cannot be unpacked: unexpected end of file',
  ],
  [
    'not packed',
    'malformed-dataset',
    { 'train-labels-idx1-ubyte.gz': Buffer.from('plain') },
    'it cannot be unpacked: incorrect header check',
  ],
  [
    'without a whole header',
    'malformed-dataset',
    { 't10k-images-idx3-ubyte.gz': gzipSync(header(0x0803)) },
    'it ends after 4 bytes, within the IDX header',
  ],
  [
    'labels in place of images',
    'malformed-dataset',
    { 't10k-images-idx3-ubyte.gz': labels(...Array(20).fill(1)) },
    'its IDX magic number is 0x00000801, expected 0x00000803',
  ],
  [
    'short of values',
    'malformed-dataset',
    { 't10k-labels-idx1-ubyte.gz': gzipSync(header(0x0801, 2)) },
    'it holds 0 values, expected 2 = 2',
  ],
  [
    'test images of another size',
    'wrong-shape',
    { 't10k-images-idx3-ubyte.gz': images(2, 8) },
    'its images are 8x8, those of the training split 28x28',
  ],
  [
    'more labels than images',
    'wrong-shape',
    { 't10k-labels-idx1-ubyte.gz': labels(1, 2, 3) },
    'it has 3 labels for 2 images',
  ],
  [
    'a class without training images',
    'empty-class',
    { 'train-labels-idx1-ubyte.gz': labels(0, 2, 3) },
    'class 1 (`1`) has no training sample',
  ],
  [
    'one class',
    'bad-classes',
    { 'train-labels-idx1-ubyte.gz': labels(0, 0, 0), 't10k-labels-idx1-ubyte.gz': labels(0, 0) },
    'all samples are of one class',
  ],
])('%s is a failure that names the file', (_, code, changes, problem) => {
  expect(decoded(files(changes))).toMatchObject({ code, message: expect.stringContaining(problem) });
});

test('a label beyond the class names is a failure', () => {
  const classNames = ['a', 'b'];
  const failure = factsOf({ ...choiceOf(temporaryFolder(files())), classNames });
  expect(failure).toMatchObject({ code: 'bad-label', message: expect.stringContaining('label 0 is 2') });
});
