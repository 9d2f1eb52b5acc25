import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFor } from '../../src/algorithms/random.js';
import { noisyLabels } from '../../src/data/label-noise.js';

const labelled = fc
  .integer({ min: 2, max: 256 })
  .chain((classes) =>
    fc.record({ classes: fc.constant(classes), labels: fc.uint8Array({ min: 0, max: classes - 1, minLength: 1 }) }),
  );

test('exactly the share of labels is replaced, each by another class, and the same ones again', () => {
  fc.assert(
    fc.property(labelled, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), ({ classes, labels }, share, seed) => {
      const before = labels.slice();
      const noisy = noisyLabels(labels, share, classes, randomFor('test', seed));
      expect(labels).toEqual(before);
      expect(noisy.filter((label, index) => label !== labels[index]).length).toBe(Math.round(share * labels.length));
      expect(noisy.every((label) => label < classes)).toBe(true);
      expect(noisyLabels(labels, share, classes, randomFor('test', seed))).toEqual(noisy);
    }),
  );
});

test('each other class is as likely, and so is each sample', () => {
  const labels = Uint8Array.from({ length: 30_000 }, (_, at) => at % 3);
  const noisy = noisyLabels(labels, 0.3, 3, randomFor('test', 1));
  const moves = Array<number>(9).fill(0);
  for (const [index, label] of noisy.entries()) moves[3 * labels[index] + label]++;
  for (const [move, count] of moves.entries()) {
    // Five standard deviations of a binomial of 10,000.
    const [expected, slack] = move % 4 === 0 ? [7000, 230] : [1500, 180];
    expect(Math.abs(count - expected)).toBeLessThan(slack);
  }
});
