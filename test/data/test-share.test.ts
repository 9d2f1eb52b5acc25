import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Split } from '../../src/data/split.js';
import { drawTest, sharedOut } from '../../src/data/test-share.js';
import { countsOf } from './counts.js';

function splitOf(counts: readonly number[]): Split {
  const labels = Uint8Array.from(counts.flatMap((count, label) => Array<number>(count).fill(label)));
  return { values: new Uint8Array(labels.length), labels, ids: Int32Array.from(labels.keys()), count: labels.length };
}

const shares = fc.double({ min: 0.01, max: 0.99, noNaN: true });

test('every class gives its share, to the nearest sample, and keeps and gives at least one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 2, max: 60 }), { minLength: 2, maxLength: 5 }),
      shares,
      fc.nat(),
      (counts, share, seed) => {
        const { train, test: tests } = drawTest(splitOf(counts), { share, seed });
        expect({ train: countsOf(train), test: countsOf(tests) }).toEqual(sharedOut(counts, share));
        expect([...train.ids, ...tests.ids].sort((a, b) => a - b)).toEqual([...splitOf(counts).ids]);
        for (const [label, count] of countsOf(tests).entries()) {
          expect(Math.min(count, counts[label] - count)).toBeGreaterThanOrEqual(1);
          if (count > 1 && counts[label] - count > 1)
            expect(Math.abs(count - share * counts[label])).toBeLessThanOrEqual(0.5);
        }
      },
    ),
  );
});

test('the only sample of a class is a training sample', () => {
  expect(sharedOut([1, 10], 0.9)).toEqual({ train: [1, 1], test: [0, 9] });
});
