import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, oneLine, printable } from '../../src/cli/output.js';

const UNITS = { s: 1, min: 60, h: 3600, d: 86400 } as const;

/** The parts of a duration, from the largest unit down. */
function partsOf(text: string) {
  return [...text.matchAll(/([\d.]+) (s|min|h|d)/g)].map(([, number, unit]) => ({
    number: Number(number),
    unit: unit as keyof typeof UNITS,
  }));
}

describe('durations', () => {
  const boundaries = [9.95, 10, 59.5, 60, 119.5, 239.7, 3599.5, 3600, 7199, 86399, 172_770, 172_800, 1e6];
  const around = fc.tuple(fc.constantFrom(...boundaries), fc.double({ min: -1, max: 1, noNaN: true }));
  const seconds = fc.oneof(
    around.map(([at, by]) => at + by),
    fc.double({ min: 0, max: 1e7, noNaN: true }),
  );

  it('have no part that makes one of the next unit, and are what they say to half of their last unit', () => {
    fc.assert(
      fc.property(seconds, (value) => {
        const parts = partsOf(duration(value));
        const [first, second] = parts;
        const last = (second ?? first).unit;
        const limit = { s: 60, min: 60, h: first.unit === 'd' ? 24 : 48, d: Infinity };
        expect(parts.every(({ number, unit }) => number < limit[unit])).toBe(true);
        const said = parts.reduce((sum, { number, unit }) => sum + number * UNITS[unit], 0);
        expect(Math.abs(said - value)).toBeLessThanOrEqual(0.5 * UNITS[last] + 1e-6);
      }),
    );
  });

  it('never grow shorter as time grows longer', () => {
    const said = (value: number) =>
      partsOf(duration(value)).reduce((sum, { number, unit }) => sum + number * UNITS[unit], 0);
    fc.assert(
      fc.property(seconds, fc.double({ min: 0, max: 100, noNaN: true }), (value, more) => {
        expect(said(value + more)).toBeGreaterThanOrEqual(said(value));
      }),
    );
  });

  it('read as people write them', () => {
    expect([0, 9.96, 59.6, 239.7, 3599.7, 90_000].map(duration)).toEqual([
      '0.0 s',
      '10 s',
      '1 min 0 s',
      '4 min 0 s',
      '1 h 0 min',
      '25 h 0 min',
    ]);
  });
});

describe('what is printed', () => {
  it('has nothing that a terminal obeys or hides', () => {
    expect(printable('a\u001b[31m\u009b0m\u202eb\r\u2028\u{e0001}\u0007é漢😀')).toBe(
      'a\\u001b[31m\\u009b0m\\u202eb\\u000d\\u2028\\udb40\\udc01\\u0007é漢😀',
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[^\P{C}\n\t\p{Cn}\p{Co}]|[\p{Zl}\p{Zp}]/u);
        expect(oneLine(text)).not.toMatch(/[\n\t]/);
      }),
    );
  });

  it('is the same document where it is JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = JSON.stringify(value, undefined, 1);
        expect(JSON.parse(printable(text))).toEqual(JSON.parse(text));
      }),
    );
  });
});
