import type { Split } from '../../src/data/split.js';

/** Samples of each class, from 0 to the largest label. */
export function countsOf({ labels }: Split): number[] {
  const counts = Array<number>(Math.max(...new Set(labels)) + 1).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}
