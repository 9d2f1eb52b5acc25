import type { DatasetFacts } from '../language/dataset-facts.js';
import { quote } from '../language/words.js';
import type { DataFailure, NamedFile } from './failure.js';

/** A label is a byte. */
export const MOST_CLASSES = 256;

/** Whole numbers from 0 to `classes` - 1 as bytes. */
export function labelBytes(
  labels: ArrayLike<number | bigint>,
  { file, path }: NamedFile,
  classes = MOST_CLASSES,
): Uint8Array | DataFailure {
  const bytes = Uint8Array.from(labels, Number);
  for (let index = 0; index < labels.length; index++) {
    const label = Number(labels[index]);
    if (label >= 0 && label < classes && Number.isInteger(label)) continue;
    const message = `${file}: label ${index} is ${label}`;
    const hint = `labels count from 0 to ${classes - 1}${classes === MOST_CLASSES ? ', for at most 256 classes' : ''}`;
    return { code: 'bad-label', message, hint, path };
  }
  return bytes;
}

interface LabelledSplits {
  readonly train: Uint8Array;
  readonly test: Uint8Array;
}

type ClassFacts = Pick<DatasetFacts, 'classNames' | 'train' | 'test'>;

/** Class names, their numbers where none are given, and samples of each class; every class must be in the training labels. */
export function classFacts(
  { train, test }: LabelledSplits,
  classNames: readonly string[] | null,
  { file, path }: NamedFile,
): ClassFacts | DataFailure {
  const largest = Math.max(...[train, test].map((labels) => labels.reduce((most, label) => Math.max(most, label), 0)));
  const names = classNames ?? Array.from({ length: largest + 1 }, (_, label) => String(label));
  if (names.length < 2) {
    const message = `${file}: all samples are of one class`;
    return { code: 'bad-classes', message, hint: 'a dataset needs 2 to 256 classes', path };
  }
  const counts = { train: countLabels(train, names.length), test: countLabels(test, names.length) };
  const empty = counts.train.indexOf(0);
  if (empty < 0) return { classNames: names, ...counts };
  const message = `${file}: class ${empty} (${quote(names[empty])}) has no training sample`;
  return { code: 'empty-class', message, hint: `number the classes from 0 on without a gap, each with samples`, path };
}

function countLabels(labels: Uint8Array, classes: number): number[] {
  const counts = Array<number>(classes).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}
