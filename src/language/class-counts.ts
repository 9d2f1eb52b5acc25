import type { DatasetConfig } from './config.js';
import type { DatasetFacts } from './dataset-facts.js';

/** Samples of each class that a split has once the experiment took its part of it. */
export function classCounts(split: 'train' | 'test', dataset: DatasetConfig, facts: DatasetFacts): readonly number[] {
  const size = split === 'train' ? partOf(dataset, facts) : undefined;
  return size === undefined ? facts[split] : stratifiedCounts(size, facts.classNames.length);
}

/** Size of the part of the training split that an experiment takes; undefined where it takes all. */
export function partOf({ train: size }: DatasetConfig, { train }: DatasetFacts): number | undefined {
  return size === total(train) ? undefined : size;
}

/** A stratified sample has equally many of each class; what does not divide evenly goes to the lowest classes. */
export function stratifiedCounts(size: number, classes: number): number[] {
  return Array.from({ length: classes }, (_, label) => Math.floor(size / classes) + (label < size % classes ? 1 : 0));
}

/** The largest stratified sample of a split with so many samples of each class. */
export function largestStratified(counts: readonly number[]): number {
  const least = Math.min(...counts);
  const next = counts.indexOf(least);
  return least * counts.length + next;
}

export function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
