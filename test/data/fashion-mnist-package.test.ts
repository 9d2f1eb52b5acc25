import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Dataset } from '../../src/data/adapter.js';
import { decodeDataset, factsOf, filesOf, rulesOf } from '../../src/data/dataset.js';
import { isFailure } from '../../src/data/failure.js';
import type { Split } from '../../src/data/split.js';
import { countsOf } from './counts.js';
import { temporaryFolder } from './temporary-folder.js';

const PIXELS = 784;
const choice = { type: 'fashion-mnist', folder: undefined } as const;
const rules = rulesOf(choice, 0);
const sources = filesOf(choice);
const files = Object.values(sources);
let dataset: Dataset;

beforeAll(() => {
  const decoded = decodeDataset(rules, sources);
  if (isFailure(decoded)) throw new Error(decoded.message);
  dataset = decoded;
});

function imageAt({ values }: Split, index: number): Uint8Array {
  return (values as Uint8Array).subarray(index * PIXELS, (index + 1) * PIXELS);
}

function imageKeys(split: Split): string[] {
  return Array.from({ length: split.count }, (_, index) => Buffer.from(imageAt(split, index)).toString('latin1'));
}

test('the source is the ten class files of the package', () => {
  expect(files.map((file) => path.basename(file))).toEqual([...Array(10).keys()].map((label) => `${label}.json`));
  expect(files.every((file) => path.isAbsolute(file))).toBe(true);
});

test('the facts are what is decoded', () => {
  expect(factsOf(choice)).toEqual({
    inputShape: dataset.inputShape,
    classNames: dataset.classNames,
    train: countsOf(dataset.train),
    test: countsOf(dataset.test),
  });
  for (const split of [dataset.train, dataset.test]) {
    expect(split.values.length).toBe(split.count * PIXELS);
    expect(split.labels.length).toBe(split.count);
    expect(split.ids.length).toBe(split.count);
  }
});

test('the test split has 1,000 images a class, the training split 6,000 less the ten that are in the test split too', () => {
  expect(countsOf(dataset.test)).toEqual(Array(10).fill(1000));
  expect(countsOf(dataset.train)).toEqual([6000, 5998, 5999, 5996, 5999, 6000, 5998, 6000, 6000, 6000]);
});

test('no image is in both splits', () => {
  const known = new Set(imageKeys(dataset.test));
  expect(imageKeys(dataset.train).filter((key) => known.has(key))).toEqual([]);
});

test('ids are class * 7000 + position, unique over both splits, and the ten that are missing are the duplicates', () => {
  const ids = new Set([...dataset.train.ids, ...dataset.test.ids]);
  expect(ids.size).toBe(69_990);
  const dropped = [...Array(70_000).keys()]
    .filter((id) => !ids.has(id))
    .map((id) => [Math.floor(id / 7000), id % 7000]);
  expect(dropped).toEqual([
    [1, 1384],
    [1, 2587],
    [2, 4475],
    [3, 1627],
    [3, 3248],
    [3, 4574],
    [3, 5816],
    [4, 1489],
    [6, 2258],
    [6, 6209],
  ]);
  for (const { ids: own, labels } of [dataset.train, dataset.test]) {
    expect(own.every((id, index) => Math.floor(id / 7000) === labels[index])).toBe(true);
  }
});

test('the classes take turns, so that a plain prefix is balanced', () => {
  expect([...dataset.test.labels.subarray(0, 12)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  expect([...dataset.train.ids.subarray(0, 3)]).toEqual([1000, 8000, 15_000]);
});

test('class 0 has the pixels that JSON.parse finds, its two empty arrays dropped', () => {
  const raw = (JSON.parse(readFileSync(files[0], 'utf8')) as { data: number[][] }).data;
  expect(raw.flatMap((image, index) => (image.length === 0 ? [index] : []))).toEqual([1000, 7001]);
  const expected = raw.filter((image) => image.length > 0);
  expect(expected.length).toBe(7000);
  let compared = 0;
  for (const split of [dataset.test, dataset.train]) {
    for (const [index, id] of split.ids.entries()) {
      if (id >= 7000) continue;
      if (Buffer.compare(imageAt(split, index), Uint8Array.from(expected[id])) !== 0)
        throw new Error(`image ${id} differs`);
      compared++;
    }
  }
  expect(compared).toBe(7000);
});

test('a truncated file is a failure that names it and the byte', () => {
  const bytes = readFileSync(files[0]);
  const folder = temporaryFolder({ '0.json': bytes.subarray(0, 100_000) });
  const cut = path.join(folder, '0.json');
  expect(decodeDataset(rules, { ...sources, class0: cut })).toMatchObject({
    code: 'malformed-dataset',
    message: `${cut}, byte 100000 of 100000: expected images of 784 whole numbers from 0 to 255`,
    hint: expect.stringContaining('npm ci'),
    path: ['dataset', 'use'],
  });
});

test('a file that is gone is a failure', () => {
  expect(decodeDataset(rules, { ...sources, class0: '/nowhere/0.json' })).toMatchObject({
    code: 'missing-dataset',
    message: '/nowhere/0.json is missing',
  });
});
