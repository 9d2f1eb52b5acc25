import { createHash } from 'node:crypto';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodeDataset, factsOf, sourceOf } from '../../src/data/dataset.js';
import { decode, type Sums } from '../../src/data/fashion-mnist-idx.js';
import { temporaryFolder } from './temporary-folder.js';

const PIXELS = 784;

/** The four files with three training images and two test images, changed as told. */
function files(changes: Readonly<Record<string, Buffer>> = {}): Record<string, Buffer> {
  return {
    'train-images-idx3-ubyte.gz': images(3),
    'train-labels-idx1-ubyte.gz': labels(5, 0, 9),
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

function sumsOf(content: Readonly<Record<string, Buffer>>): Sums {
  const sum = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');
  return Object.fromEntries(Object.entries(content).map(([name, bytes]) => [name, sum(bytes)])) as Sums;
}

/** Decodes a folder whose files have the sums that they should have, so that later checks are reached. */
function decodeTrusted(changes: Readonly<Record<string, Buffer>> = {}) {
  const content = files(changes);
  return decode(temporaryFolder(content), sumsOf(content));
}

test('the images, labels and ids of both splits are read in the order of the files', () => {
  const splits = decodeTrusted();
  if ('code' in splits) throw new Error(splits.message);
  expect(splits.train).toMatchObject({ labels: Uint8Array.of(5, 0, 9), ids: Int32Array.of(0, 1, 2), count: 3 });
  expect(splits.test).toMatchObject({ labels: Uint8Array.of(1, 2), ids: Int32Array.of(3, 4), count: 2 });
  expect(splits.train.values).toEqual(Uint8Array.from({ length: 3 * PIXELS }, (_, at) => at % 256));
  expect(splits.test.values.length).toBe(2 * PIXELS);
});

test('the source is the four files; one that is missing is named', () => {
  const { 't10k-labels-idx1-ubyte.gz': _, ...three } = files();
  const folder = temporaryFolder(files());
  const incomplete = temporaryFolder(three);
  const config = { use: 'fashion-mnist', train: undefined } as const;
  expect(sourceOf({ ...config, folder })).toEqual({
    files: Object.keys(files()).map((name) => path.join(folder, name)),
    version: 'fashion-mnist official 1',
  });
  expect(sourceOf({ ...config, folder: incomplete })).toMatchObject({
    code: 'missing-dataset',
    message: `${path.join(incomplete, 't10k-labels-idx1-ubyte.gz')} is missing`,
  });
  expect(factsOf({ ...config, folder })).toMatchObject({ trainSize: 60_000, testSize: 10_000 });
});

test('a folder with other files under the official names is refused', () => {
  const folder = temporaryFolder(files());
  const sum = sumsOf(files())['train-images-idx3-ubyte.gz'];
  expect(decodeDataset({ use: 'fashion-mnist', folder, train: undefined })).toEqual({
    code: 'malformed-dataset',
    message: `${path.join(folder, 'train-images-idx3-ubyte.gz')}: its MD5 sum is ${sum}, expected 8d4fb7e6c68d591d4c3dfef9ec88bf0d`,
    hint: 'fetch the official file again',
  });
});

test('a file that goes away before it is read is a failure', () => {
  const { 'train-labels-idx1-ubyte.gz': _, ...three } = files();
  const failure = decode(temporaryFolder(three), sumsOf(files()));
  expect(failure).toMatchObject({
    code: 'unreadable-dataset',
    message: expect.stringContaining('train-labels-idx1-ubyte.gz'),
  });
});

test.each<[string, Record<string, Buffer>, string]>([
  [
    'cut short',
    { 'train-images-idx3-ubyte.gz': images(3).subarray(0, 60) },
    'it cannot be unpacked: unexpected end of file',
  ],
  [
    'not packed',
    { 'train-labels-idx1-ubyte.gz': Buffer.from('plain') },
    'it cannot be unpacked: incorrect header check',
  ],
  [
    'without a whole header',
    { 't10k-images-idx3-ubyte.gz': gzipSync(header(0x0803)) },
    'it ends after 4 bytes, within the IDX header',
  ],
  [
    'labels in place of images',
    { 't10k-images-idx3-ubyte.gz': labels(...Array(20).fill(1)) },
    'its IDX magic number is 0x00000801, expected 0x00000803',
  ],
  [
    'short of values',
    { 't10k-labels-idx1-ubyte.gz': gzipSync(header(0x0801, 2)) },
    'it holds 0 values, expected 2 = 2',
  ],
  ['images of another size', { 't10k-images-idx3-ubyte.gz': images(2, 8) }, 'its images are 8x8, expected 28x28'],
  ['more labels than images', { 't10k-labels-idx1-ubyte.gz': labels(1, 2, 3) }, 'it has 3 labels for 2 images'],
  ['a label above 9', { 'train-labels-idx1-ubyte.gz': labels(1, 10, 3) }, 'label 1 is 10, expected 0 to 9'],
])('%s is a failure that names the file', (_, changes, problem) => {
  const failure = decodeTrusted(changes);
  expect(failure).toMatchObject({ code: 'malformed-dataset', message: expect.stringContaining(problem) });
});
