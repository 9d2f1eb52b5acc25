import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortNames } from '../../src/report/figures/short-names.js';

test('names that fit stay as they are', () => {
  expect(shortNames(['NN0', 'a-name-of-28-characters-long'])).toEqual(['NN0', 'a-name-of-28-characters-long']);
});

test('a long name is cut where it does not differ from the others', () => {
  const names = ['0.001', '0.01', '0.1'].map(
    (rate) => `lenet-with-wide-layers-adam-learningRate=${rate}-batchSize=64-init=0`,
  );
  expect(shortNames(names)).toEqual([
    'lenet-wi…Rate=0.001-batchSi…',
    'lenet-wi…Rate=0.01-batchSiz…',
    'lenet-wi…gRate=0.1-batchSiz…',
  ]);
});

test('a difference at the end is seen', () => {
  const names = ['1', '2'].map((end) => `a-model-with-a-name-that-does-not-fit-anywhere-${end}`);
  expect(shortNames(names)).toEqual(
    ['a-model-…t-fit-anywhere-1', 'a-model-…t-fit-anywhere-2'].map((text) =>
      expect.stringMatching(`^a-model-….*-${text.at(-1)}$`),
    ),
  );
});

test('different names stay different, equal ones equal, and all are short', () => {
  const part = fc.constantFrom('aaaaaaaaaaaaaaaaaaaa', 'b', 'layer', 'rate=0.1', 'rate=0.01', '😀', '…');
  const name = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('-'));
  fc.assert(
    fc.property(fc.array(name, { maxLength: 40 }), (names) => {
      const short = shortNames(names);
      expect(short).toHaveLength(names.length);
      expect(new Set(short).size).toBe(new Set(names).size);
      for (const [index, text] of short.entries()) {
        expect([...text.replace(/~\d+$/, '')].length).toBeLessThanOrEqual(28);
        expect(short[names.indexOf(names[index])]).toBe(text);
      }
    }),
  );
});
