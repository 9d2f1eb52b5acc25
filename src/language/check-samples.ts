import type { Complaint } from './complaint.js';
import type { DatasetFacts } from './dataset-facts.js';
import type { Draft } from './draft.js';

/** Sizes of the training samples, the batches and the probe against the dataset. */
export function checkSamples({ dataset, probe, train, facts }: Draft): Complaint[] {
  if (facts === undefined) return [];
  const trainable = Math.min(dataset?.train ?? facts.trainSize, facts.trainSize);
  return [
    ...checkTrainSize(dataset?.train, facts),
    ...(probe ? checkProbe(probe.size, probe.split === 'train' ? trainable : facts.testSize, facts.classes) : []),
    ...(train ? checkBatchSize(train.batchSize, trainable) : []),
  ];
}

function checkTrainSize(size: number | undefined, { trainSize }: DatasetFacts): Complaint[] {
  if (size === undefined || size <= trainSize) return [];
  const message = `${size} training samples are more than the ${trainSize} of the dataset`;
  return [{ code: 'bad-train-size', message, expected: `at most ${trainSize}`, path: ['dataset', 'train'] }];
}

function checkProbe(size: number, available: number, classes: number): Complaint[] {
  if (size <= available && size % classes === 0) return [];
  const message =
    size > available
      ? `the probe has ${size} samples, of which there are ${available}`
      : `${size} probe samples cannot be as many of each of ${classes} classes`;
  const expected = `a multiple of ${classes}, at most ${available - (available % classes)}`;
  return [{ code: 'bad-probe', message, expected, path: ['probe', 'size'] }];
}

function checkBatchSize(batchSize: number, trainable: number): Complaint[] {
  if (batchSize <= trainable) return [];
  const message = `a batch of ${batchSize} is more than the ${trainable} training samples`;
  return [{ code: 'bad-batch-size', message, expected: `at most ${trainable}`, path: ['train', 'batchSize'] }];
}
