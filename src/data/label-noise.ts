import { permutation, type Random } from '../algorithms/random.js';

/** Labels of which round(share * n), drawn at random, are replaced by another class, each of the others as likely. */
export function noisyLabels(labels: Uint8Array, share: number, classes: number, random: Random): Uint8Array {
  const noisy = labels.slice();
  const replaced = permutation(labels.length, random).subarray(0, Math.round(share * labels.length));
  for (const index of replaced) noisy[index] = (labels[index] + 1 + random.below(classes - 1)) % classes;
  return noisy;
}
