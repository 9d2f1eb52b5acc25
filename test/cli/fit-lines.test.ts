import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitLines } from '../../src/cli/reporters/fit-lines.js';

describe('the list of stages on a short terminal', () => {
  const line = fc.record({
    rows: fc.integer({ min: 1, max: 9 }),
    isRunning: fc.boolean(),
    hasFailures: fc.boolean(),
    isComplete: fc.boolean(),
  });
  const lines = fc.array(line, { minLength: 1, maxLength: 14 });
  const rowsOf = (text: string) => (text === '' ? 0 : text.split('\n').length);

  it('never takes more rows than there are, shows what runs first, and everything where there is room', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: -5, max: 150 }), (made, room) => {
        const all = made.map((one) => ({ ...one, text: Array.from({ length: one.rows }, () => 'row').join('\n') }));
        const fitted = fitLines(all, room);
        const taken = fitted.reduce((sum, text) => sum + rowsOf(text), 0);
        expect(taken).toBe(
          Math.min(
            Math.max(1, room),
            all.reduce((sum, { rows }) => sum + rows, 0),
          ),
        );
        if (all.some(({ isRunning }) => isRunning))
          expect(all.some(({ isRunning }, index) => isRunning && fitted[index] !== '')).toBe(true);
      }),
    );
  });
});
