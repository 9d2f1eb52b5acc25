import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import type { ConfigPath } from '../../language/config.js';
import type { DatasetFacts } from '../../language/dataset-facts.js';
import type { Dataset, SourceFiles } from '../adapter.js';
import { type DataFailure, isFailure, type NamedFile } from '../failure.js';
import { classFacts, labelBytes } from '../labels.js';
import type { Split } from '../split.js';
import { type IdxArray, readIdx, readIdxLengths } from './idx-file.js';
import { readBytes } from './read-file.js';

/** The four files under the names that MNIST's have. */
const NAMES = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const;

type Role = keyof typeof NAMES;
/** MD5 sums of files as they are on disk. */
export type Sums = Readonly<Record<Role, string>>;

/** How to read the four files. */
export interface IdxReading {
  readonly files: SourceFiles;
  readonly classNames: readonly string[] | null;
  /** The part of the experiment file that names the folder. */
  readonly path: ConfigPath;
  /** What to do about a file that is wrong. */
  readonly hint: string;
  readonly sums?: Sums;
}

/** Each file under the official name, packed. */
export function officialFiles(folder: string): SourceFiles {
  const files = Object.entries(NAMES).map(([role, name]) => [role, path.join(folder, `${name}.gz`)]);
  return Object.fromEntries(files);
}

/** Each file as it is or packed, with a dash or a dot before its kind; the official name, packed, where none is there. */
export function idxFiles(folder: string): SourceFiles {
  const fileOf = (name: string) => {
    const names = [name, name.replace('-idx', '.idx')].flatMap((one) => [one, `${one}.gz`]);
    return names.map((one) => path.join(folder, one)).find(existsSync) ?? path.join(folder, `${name}.gz`);
  };
  return Object.fromEntries(Object.entries(NAMES).map(([role, name]) => [role, fileOf(name)]));
}

/** From the headers of the images and from the labels. */
export function idxFacts(reading: IdxReading): DatasetFacts | DataFailure {
  const train = factsOfSplit(reading, 'train');
  if (isFailure(train)) return train;
  const test = factsOfSplit(reading, 'test');
  if (isFailure(test)) return test;
  const { height, width } = train;
  if (test.height !== height || test.width !== width) {
    const problem = `its images are ${test.height}x${test.width}, those of the training split ${height}x${width}`;
    return wrongShape(reading, 'testImages', problem);
  }
  const labels = { train: train.labels, test: test.labels };
  const classes = classFacts(labels, reading.classNames, named(reading, 'trainLabels'));
  return isFailure(classes) ? classes : { inputShape: [height, width, 1], ...classes };
}

/** Ids count through the training images, then the test images. */
export function decodeIdx(reading: IdxReading): Dataset | DataFailure {
  const sums = reading.sums && checkSums(reading, reading.sums);
  if (sums) return sums;
  const facts = idxFacts(reading);
  if (isFailure(facts)) return facts;
  const train = readSplit(reading, 'train', 0);
  if (isFailure(train)) return train;
  const test = readSplit(reading, 'test', train.count);
  if (isFailure(test)) return test;
  return { inputShape: facts.inputShape, classNames: facts.classNames, train, test };
}

function factsOfSplit(reading: IdxReading, split: 'train' | 'test') {
  const images = `${split}Images` as const;
  const head = readHead(reading, images);
  if (isFailure(head)) return head;
  const labels = readLabels(reading, split);
  if (isFailure(labels)) return labels;
  const [count, height, width] = head;
  if (labels.length === count) return { labels, height, width };
  return wrongShape(reading, `${split}Labels`, `it has ${labels.length} labels for ${count} images`);
}

function readSplit(reading: IdxReading, split: 'train' | 'test', firstId: number): Split | DataFailure {
  const images = readArray(reading, `${split}Images`, 3);
  if (isFailure(images)) return images;
  const labels = readLabels(reading, split);
  if (isFailure(labels)) return labels;
  const ids = Int32Array.from(labels, (_, index) => firstId + index);
  return { values: images.data, labels, ids, count: ids.length };
}

function readLabels(reading: IdxReading, split: 'train' | 'test'): Uint8Array | DataFailure {
  const labels = readArray(reading, `${split}Labels`, 1);
  if (isFailure(labels)) return labels;
  return labelBytes(labels.data, named(reading, `${split}Labels`), reading.classNames?.length);
}

const HEAD_BYTES = 4096;

function readHead(reading: IdxReading, role: Role): number[] | DataFailure {
  const packed = readBytes(named(reading, role), HEAD_BYTES);
  if (isFailure(packed)) return packed;
  const bytes = unpacked(reading.files[role], packed, constants.Z_SYNC_FLUSH);
  const lengths = typeof bytes === 'string' ? bytes : readIdxLengths(bytes, 3);
  return typeof lengths === 'string' ? malformed(reading, role, lengths) : lengths;
}

function readArray(reading: IdxReading, role: Role, dimensions: number): IdxArray | DataFailure {
  const packed = readBytes(named(reading, role));
  if (isFailure(packed)) return packed;
  const bytes = unpacked(reading.files[role], packed, constants.Z_FINISH);
  const array = typeof bytes === 'string' ? bytes : readIdx(bytes, dimensions);
  return typeof array === 'string' ? malformed(reading, role, array) : array;
}

function unpacked(file: string, bytes: Buffer, finishFlush: number): Buffer | string {
  if (!file.endsWith('.gz')) return bytes;
  try {
    return gunzipSync(bytes, { finishFlush });
  } catch (error) {
    return `it cannot be unpacked: ${(error as Error).message}`;
  }
}

function checkSums(reading: IdxReading, sums: Sums): DataFailure | undefined {
  for (const role of Object.keys(NAMES) as Role[]) {
    const bytes = readBytes(named(reading, role));
    if (isFailure(bytes)) return bytes;
    const found = createHash('md5').update(bytes).digest('hex');
    if (found !== sums[role]) return malformed(reading, role, `its MD5 sum is ${found}, expected ${sums[role]}`);
  }
  return undefined;
}

function named({ files, path: place }: IdxReading, role: Role): NamedFile {
  return { file: files[role], path: place };
}

function malformed({ files, path: place, hint }: IdxReading, role: Role, problem: string): DataFailure {
  return { code: 'malformed-dataset', message: `${files[role]}: ${problem}`, hint, path: place };
}

function wrongShape({ files, path: place, hint }: IdxReading, role: Role, problem: string): DataFailure {
  return { code: 'wrong-shape', message: `${files[role]}: ${problem}`, hint, path: place };
}
