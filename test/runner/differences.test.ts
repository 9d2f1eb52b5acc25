import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/formats/canonical-json.js';
import { differencesOf } from '../../src/runner/differences.js';
import type { Json } from '../../src/store/fingerprint.js';

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
const conv = (filters: number, name = 'conv2d1') => ({ type: 'conv2d', name, filters });
const dropout = { type: 'dropout', name: 'dropout1', rate: 0.5 };

describe('differences', () => {
  it('are there where values differ, and hold both of them', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(differencesOf(before, before)).toEqual([]);
        const found = differencesOf(before, after);
        expect(found.length > 0).toBe(canonicalJson(before) !== canonicalJson(after));
        for (const one of found) expect(one.before === undefined && one.after === undefined).toBe(false);
      }),
    );
  });

  const cases: [
    what: string,
    before: Json,
    after: Json,
    ...expected: [field: string, before?: Json, after?: Json][],
  ][] = [
    ['fields', { a: 1, b: { c: 2, d: 3 } }, { a: 1, b: { c: 4 } }, ['b.c', 2, 4], ['b.d', 3, undefined]],
    ['a field named like what objects inherit', {}, { toString: 0 }, ['toString', undefined, 0]],
    [
      'what a dataset uses',
      { use: { type: 'csv', test: { seed: 1 } }, standardize: true },
      { use: { type: 'csv', test: { seed: 2 } }, standardize: true },
      ['use.test.seed', 1, 2],
    ],
    ['a list of values', { a: [1, 2] }, { a: [1, 3] }, ['a', [1, 2], [1, 3]]],
    [
      'the kind of a choice',
      { type: 'sgd', rate: 1 },
      { type: 'adam', beta: 2 },
      ['', { type: 'sgd', rate: 1 }, { type: 'adam', beta: 2 }],
    ],
    [
      'an engine',
      { name: 'a', digest: '1' },
      { name: 'b', digest: '2' },
      ['', { name: 'a', digest: '1' }, { name: 'b', digest: '2' }],
    ],
    ['another version of it', { name: 'a', digest: '1' }, { name: 'a', digest: '2' }, ['digest', '1', '2']],
    ['a layer', [conv(1), dropout], [conv(2), dropout], ['0.filters', 1, 2]],
    [
      'a layer put in',
      [conv(1), conv(2, 'conv2d2')],
      [conv(1), dropout, conv(2, 'conv2d2')],
      ['1', undefined, dropout],
    ],
    ['a layer put in before one of its kind', [conv(2)], [conv(1), conv(2, 'conv2d2')], ['0', undefined, conv(1)]],
    ['a layer taken out', [conv(1), dropout], [conv(1)], ['1', dropout, undefined]],
    [
      'layers replaced',
      [conv(1), dropout],
      [conv(1), conv(2, 'x'), conv(3, 'y')],
      ['1', dropout, [conv(2, 'x'), conv(3, 'y')]],
    ],
    [
      'a name more',
      [{ name: 'a', x: 1 }],
      [
        { name: 'b', x: 1 },
        { name: 'a', x: 2 },
      ],
      ['', ['a'], ['b', 'a']],
      ['1.x', 1, 2],
    ],
    ['another order', [{ name: 'a' }, { name: 'b' }], [{ name: 'b' }, { name: 'a' }], ['', ['a', 'b'], ['b', 'a']]],
  ];
  for (const [what, before, after, ...expected] of cases)
    it(what, () => {
      const found = differencesOf(before, after).map((one) => [one.field.join('.'), one.before, one.after]);
      expect(found).toEqual(expected);
    });
});
