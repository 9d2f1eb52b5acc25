import { classCounts, largestStratified, partOf, total } from './class-counts.js';
import type { Complaint } from './complaint.js';
import type { Config } from './config.js';
import type { DatasetFacts } from './dataset-facts.js';
import type { Draft } from './draft.js';
import { namesOf, quote } from './words.js';

/** Sizes of the training samples, the batches and the probe against the dataset. */
export function checkSamples({ dataset, probe, train, facts }: Draft): Complaint[] {
  if (facts === undefined || dataset === undefined) return [];
  const trainable = Math.min(dataset.train ?? Infinity, total(facts.train));
  return [
    ...checkTrainSize(partOf(dataset, facts), facts),
    ...(probe ? checkProbe(probe, classCounts(probe.split, dataset, facts), facts.classNames) : []),
    ...(train ? checkBatchSize(train.batchSize, trainable) : []),
  ];
}

/** Shifts and mirror images are of images. */
export function checkAugmentation({ train, facts }: Draft): Complaint[] {
  if (train === undefined || facts === undefined) return [];
  const { shift, flip } = train.augment;
  const [height, width] = facts.inputShape;
  const bad = (message: string, expected: string, key: string): Complaint => {
    return { code: 'bad-augment', message, expected, path: ['train', 'augment', key] };
  };
  const side = Math.min(height, width);
  if (flip && width === 1) return [bad('samples that are no images cannot be mirrored', 'false', 'flip')];
  if (shift < side || shift === 0) return [];
  const message = `images of ${height}x${width} cannot be shifted by ${shift} pixels`;
  return [bad(message, `at most ${side - 1}`, 'shift')];
}

function checkTrainSize(size: number | undefined, { train, classNames }: DatasetFacts): Complaint[] {
  const largest = largestStratified(train);
  if (size === undefined || size <= largest) return [];
  const path = ['dataset', 'train'];
  const expected = `at most ${largest}`;
  if (size <= total(train)) {
    const hint = `leave the size out to take all ${total(train)}`;
    return [tooFew(size, train, classNames, { expected, hint, path })];
  }
  const message = `${size} training samples are more than the ${total(train)} of the dataset`;
  return [{ code: 'bad-train-size', message, expected, path }];
}

function checkProbe({ size }: Config['probe'], counts: readonly number[], classNames: readonly string[]): Complaint[] {
  const classes = counts.length;
  const path = ['probe', 'size'];
  const most = classes * Math.min(...counts);
  const expected = `a multiple of ${classes}, at most ${most}`;
  if (most === 0)
    return [tooFew(classes, counts, classNames, { hint: 'take more test samples, or the other split', path })];
  if (size % classes !== 0) {
    const message = `${size} probe samples cannot be as many of each of ${classes} classes: ${namesOf(classNames)}`;
    return [{ code: 'bad-probe', message, expected, path }];
  }
  if (size <= most) return [];
  if (size <= total(counts)) return [tooFew(size, counts, classNames, { expected, path })];
  const message = `the probe has ${size} samples, of which there are ${total(counts)}`;
  return [{ code: 'bad-probe', message, expected, path }];
}

/** Names the class with the fewest samples, which is one that has not enough. */
function tooFew(
  size: number,
  counts: readonly number[],
  classNames: readonly string[],
  rest: Pick<Complaint, 'expected' | 'hint' | 'path'>,
): Complaint {
  const least = Math.min(...counts);
  const name = quote(classNames[counts.indexOf(least)]);
  const message = `${size} samples, equally many of each class, are more than there are: class ${name} has ${least}`;
  return { code: 'too-few-samples', message, ...rest };
}

function checkBatchSize(batchSize: number, trainable: number): Complaint[] {
  if (batchSize <= trainable) return [];
  const message = `a batch of ${batchSize} is more than the ${trainable} training samples`;
  return [{ code: 'bad-batch-size', message, expected: `at most ${trainable}`, path: ['train', 'batchSize'] }];
}
