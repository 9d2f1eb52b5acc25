import { createHash } from 'node:crypto';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { DataFailure } from './failure.js';
import { type IdxArray, readIdx } from './idx.js';
import { firstMissing, readBytes, type Source } from './source.js';
import type { Split, Splits } from './split.js';

/** Today's official Fashion-MNIST: https://github.com/zalandoresearch/fashion-mnist. */
export const SIZES = { train: 60_000, test: 10_000 } as const;

/** The official files and their MD5 sums. */
const OFFICIAL_SUMS = {
  'train-images-idx3-ubyte.gz': '8d4fb7e6c68d591d4c3dfef9ec88bf0d',
  'train-labels-idx1-ubyte.gz': '25c81989df183df01b3e8a0aad5dffbe',
  't10k-images-idx3-ubyte.gz': 'bef4ecab320f06d8554ea6380940ec79',
  't10k-labels-idx1-ubyte.gz': 'bb300cfdad3c16e7a12a480ee83cd310',
} as const;

type IdxName = keyof typeof OFFICIAL_SUMS;
export type Sums = Readonly<Record<IdxName, string>>;

const NAMES = Object.keys(OFFICIAL_SUMS) as IdxName[];
const CLASSES = 10;
const SIDE = 28;

export function source(folder: string): Source | DataFailure {
  const files = NAMES.map((name) => path.resolve(folder, name));
  const gone = firstMissing(files);
  if (gone === undefined) return { files, version: 'fashion-mnist official 1' };
  const hint = `dataset.folder needs the four official files: ${NAMES.join(', ')}`;
  return { code: 'missing-dataset', message: `${gone} is missing`, hint };
}

/** Reads the four files, whose MD5 sums must be `sums`. Ids count through the training images, then the test images. */
export function decode(folder: string, sums: Sums = OFFICIAL_SUMS): Splits | DataFailure {
  const train = readSplit(folder, 'train', sums, 0);
  if ('code' in train) return train;
  const test = readSplit(folder, 't10k', sums, train.count);
  return 'code' in test ? test : { train, test };
}

function readSplit(folder: string, prefix: 'train' | 't10k', sums: Sums, firstId: number): Split | DataFailure {
  const imagesName = `${prefix}-images-idx3-ubyte.gz` as const;
  const labelsName = `${prefix}-labels-idx1-ubyte.gz` as const;
  const images = readArray(path.join(folder, imagesName), sums[imagesName], 3);
  if ('code' in images) return images;
  const labels = readArray(path.join(folder, labelsName), sums[labelsName], 1);
  if ('code' in labels) return labels;
  const problem = mismatch(images, labels);
  if (problem) return malformed(path.join(folder, labelsName), problem);
  const ids = Int32Array.from(labels.data, (_, index) => firstId + index);
  return { values: images.data, labels: labels.data, ids, count: ids.length };
}

function readArray(file: string, sum: string, dimensions: number): IdxArray | DataFailure {
  const packed = readBytes(file);
  if ('code' in packed) return packed;
  const found = createHash('md5').update(packed).digest('hex');
  if (found !== sum) return malformed(file, `its MD5 sum is ${found}, expected ${sum}`);
  const bytes = unpacked(packed);
  if (typeof bytes === 'string') return malformed(file, `it cannot be unpacked: ${bytes}`);
  const array = readIdx(bytes, dimensions);
  return typeof array === 'string' ? malformed(file, array) : array;
}

function unpacked(packed: Buffer): Buffer | string {
  try {
    return gunzipSync(packed);
  } catch (error) {
    return (error as Error).message;
  }
}

function mismatch(images: IdxArray, labels: IdxArray): string | undefined {
  const [count, height, width] = images.lengths;
  if (height !== SIDE || width !== SIDE) return `its images are ${height}x${width}, expected ${SIDE}x${SIDE}`;
  if (labels.data.length !== count) return `it has ${labels.data.length} labels for ${count} images`;
  const wrong = labels.data.findIndex((label) => label >= CLASSES);
  return wrong < 0 ? undefined : `label ${wrong} is ${labels.data[wrong]}, expected 0 to ${CLASSES - 1}`;
}

function malformed(file: string, problem: string): DataFailure {
  return { code: 'malformed-dataset', message: `${file}: ${problem}`, hint: 'fetch the official file again' };
}
