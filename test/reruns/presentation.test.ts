import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { BASE, type Draft, withValue } from './base.js';
import { planOf, run, textOf } from './simulate.js';

const { world } = run(planOf(textOf(BASE)), new Map());
const rerun = (text: string, file?: string) => run(planOf(text, undefined, file), world).ran;

/** The same experiment with its keys in another order, everywhere. */
function shuffled(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value)) return fc.tuple(...value.map(shuffled));
  if (typeof value !== 'object' || value === null) return fc.constant(value);
  const entries = Object.entries(value).map(([key, part]) => shuffled(part).map((moved) => [key, moved] as const));
  return fc
    .tuple(...entries)
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }))
    .map((moved) => Object.fromEntries(moved));
}

const style = fc.record({
  collectionStyle: fc.constantFrom('block', 'flow'),
  indent: fc.integer({ min: 2, max: 5 }),
  lineWidth: fc.constantFrom(0, 40, 120),
  defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE'),
  indentSeq: fc.boolean(),
  flowCollectionPadding: fc.boolean(),
} as const);

const comment = fc.stringMatching(/^[a-z:{} &*-]{0,12}$/);

describe('how an experiment is written runs nothing', () => {
  it('order of keys, formatting, comments and the folder of the file', () => {
    fc.assert(
      fc.property(shuffled(BASE), style, comment, fc.boolean(), (draft, options, words, isMoved) => {
        const text = `# ${words}\n${stringify(draft, options)}`;
        const commented =
          options.collectionStyle === 'block' ? text.replaceAll('\n', ` # ${words}\n`) : `${text}# ${words}`;
        const models = Object.keys((draft as Draft)['models'] as object);
        const isSameOrder = models.join() === Object.keys(BASE['models'] as object).join();
        const file = isMoved ? '/elsewhere/other.yaml' : undefined;
        expect(rerun(commented, file).filter((id) => isSameOrder || !/^(warnings|table|figure|page)/.test(id))).toEqual(
          [],
        );
      }),
      { numRuns: 40 },
    );
  });

  const sgd = ['models', 'Sgd', 'optimizer'];
  const layer = (index: number) => ['architectures', 'conv', index];
  const SPELLINGS: readonly (readonly [path: readonly (string | number)[], ...values: unknown[]])[] = [
    [[...layer(0), 'conv2d', 'kernelSize'], 5, [5, 5]],
    [[...layer(0), 'conv2d', 'strides'], [2, 2], 2],
    [layer(1), 'maxPooling2d', { maxPooling2d: {} }, { maxPooling2d: { strides: 2 } }],
    [layer(1), { averagePooling2d: { poolSize: 3 } }, { avgPooling2d: { poolSize: 3 } }],
    [layer(2), 'flatten', { flatten: {} }],
    [sgd, 'adam', { adam: {} }, { adam: { beta1: 0.9 } }],
    [['reduce'], 'pca', { pca: {} }, ['pca'], [{ pca: { components: 50 } }]],
    [['cluster'], 'kmeans', { kmeans: {} }, [{ kmeans: { k: 10 } }]],
    [['compare', 'measures'], 'rand', ['rand']],
    [['compare', 'across'], 'models', ['models']],
    [['dataset', 'use'], 'mnist', { mnist: {} }],
    [['probe'], {}, undefined, { split: 'test', size: 1000 }],
    [['train', 'augment'], {}, undefined, { shift: 0, flip: false }],
    [['capture'], {}, undefined],
    [['compare'], {}, undefined],
  ];
  for (const [path, first, ...others] of SPELLINGS)
    it(`${path.join('.')}: ${[first, ...others].map((value) => JSON.stringify(value)).join(' or ')}`, () => {
      const before = run(planOf(textOf(withValue(BASE, path, first))), new Map()).world;
      for (const other of others) expect(run(planOf(textOf(withValue(BASE, path, other))), before).ran).toEqual([]);
    });

  it('anchors, aliases, merge keys and the forms of numbers', () => {
    const text = textOf(BASE);
    const edits: [from: string, to: string][] = [
      ['seed: 7', 'seed: 0x7'],
      ['learningRate: 0.05', 'learningRate: 5.0e-2'],
      ['flip: true', 'flip: True'],
      ['  Rmsprop:\n    architecture: plain\n', '  Rmsprop:\n    architecture: &net plain\n'],
      ['  Adam:\n    architecture: plain\n', '  Adam:\n    <<: { architecture: plain }\n'],
    ];
    for (const [from, to] of edits) {
      expect(text).toContain(from);
      expect([to, rerun(text.replace(from, to))]).toEqual([to, []]);
    }
    const anchored = text.replace('plain\n', '&net plain\n').replace(/(Adam:\n\s+architecture: )plain/, '$1*net');
    expect(anchored).toContain('*net');
    expect(rerun(anchored)).toEqual([]);
  });
});
