import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseGarbage, type StoredStep } from '../../src/store/choose-garbage.js';
import type { Digest, Key } from '../../src/store/fingerprint.js';

const artifact = fc.integer({ min: 0, max: 12 }).map((n) => ({ digest: `object ${n}` as Digest, size: 10 * n }));
const steps = fc
  .array(
    fc.record({
      artifacts: fc.array(artifact, { maxLength: 3 }),
      seconds: fc.integer({ min: 0, max: 9 }),
      usedAt: fc.integer({ min: 0, max: 5 }),
      isHeld: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((all) => all.map((one, n): StoredStep => ({ ...one, key: `key ${n}` as Key, stage: 'train', size: 1 })));
const policy = fc.record(
  {
    usedBefore: fc.integer({ min: 0, max: 6 }),
    maxSize: fc.integer({ min: 0, max: 400 }),
    everythingElse: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** Bytes on disk: equal objects lie there once. */
function sizeOf(all: readonly StoredStep[]): number {
  const objects = new Map(all.flatMap(({ artifacts }) => artifacts.map(({ digest, size }) => [digest, size])));
  return all.length + [...objects.values()].reduce((sum, size) => sum + size, 0);
}

describe('the choice of what goes', () => {
  it('never takes a step that is held, nor anything without a policy', () => {
    fc.assert(
      fc.property(steps, policy, (all, one) => {
        expect(chooseGarbage(all, one).filter(({ isHeld }) => isHeld)).toEqual([]);
        expect(chooseGarbage(all, {})).toEqual([]);
      }),
    );
  });

  it('by age takes exactly the free steps used before', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 6 }), (all, usedBefore) => {
        const expected = all.filter((step) => !step.isHeld && step.usedAt < usedBefore);
        expect(new Set(chooseGarbage(all, { usedBefore }))).toEqual(new Set(expected));
      }),
    );
  });

  it('by size takes the longest unused first, no more than it must, and all free ones where that is not enough', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 400 }), (all, maxSize) => {
        const chosen = chooseGarbage(all, { maxSize });
        const staying = all.filter((step) => !chosen.includes(step));
        const free = staying.filter(({ isHeld }) => !isHeld);
        const youngest = Math.max(-1, ...chosen.map(({ usedAt }) => usedAt));
        expect(free.every(({ usedAt }) => usedAt >= youngest)).toBe(true);
        if (free.length > 0) expect(sizeOf(staying)).toBeLessThanOrEqual(maxSize);
        if (chosen.length > 0) expect(sizeOf([...staying, chosen[chosen.length - 1]])).toBeGreaterThan(maxSize);
      }),
    );
  });

  it('of equally old steps takes those first that cost the least work per byte', () => {
    const step = (key: string, seconds: number, size: number): StoredStep => ({
      key: key as Key,
      stage: 'train',
      size: 1,
      artifacts: [{ digest: key as Digest, size }],
      seconds,
      usedAt: 1,
      isHeld: false,
    });
    const all = [step('costly', 100, 50), step('cheap', 1, 50), step('between', 10, 50)];
    expect(chooseGarbage(all, { maxSize: 60 }).map(({ key }) => key)).toEqual(['cheap', 'between']);
  });
});
