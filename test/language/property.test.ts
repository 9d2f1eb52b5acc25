import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ENGINES } from '../../src/engines/catalogue.js';
import { formatDiagnostic } from '../../src/language/diagnostics.js';
import { openerOf } from '../../src/language/open.js';
import { quickstart, read } from './rig.js';

const oddities = fc.constantFrom(
  ...[
    '*fast',
    '&fast',
    '<<: *fast',
    '__proto__',
    '1e400',
    '.nan',
    '[',
    '}',
    '\t',
    '---\n',
    ': ',
    '? ',
    '!!str ',
    '%YAML 1.1\n',
  ],
  ...[
    '\u0000',
    '\u202e',
    '\ud800',
    'null',
    '-',
    '0',
    '"',
    "'",
    '#',
    '|',
    '>',
    '\r',
    '\n',
    '  ',
    'conv1',
    '~',
    '{}',
    '[]',
  ],
);

const mutation = fc.record({
  at: fc.nat(quickstart.length),
  remove: fc.nat(12),
  insert: fc.oneof(oddities, fc.string({ maxLength: 6, unit: 'binary' }), fc.json()),
});

test('a mangled experiment never throws, and every diagnostic points into it', () => {
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
      let text = quickstart;
      for (const { at, remove, insert } of mutations) text = text.slice(0, at) + insert + text.slice(at + remove);
      expectPlaces(text, []);
    }),
    { numRuns: 600 },
  );
});

const WIDE = `extends: base.yaml
environment: { EPOCHS: 3, DATA: data }
models:
  grid:
    architecture: wide
    optimizer: { momentum: { momentum: 0.5 } }
    matrix:
      optimizer.momentum.learningRate: [0.01, 0.1]
      init: { few: 1, "many": 2 }
      exclude: [{ init: few, optimizer.momentum.learningRate: 0.1 }]
      include: { other: { architecture: lenet } }
train: { epochs: "\${EPOCHS}" }
matrix: { seed: [1, 2], "probe.size": [100, 200], cluster.kmeans.k: { a: 8 } }
`;

test('mangled files that extend each other, with matrices and variables, never throw either', () => {
  const many = fc.array(mutation, { minLength: 1, maxLength: 4 });
  const mangle = (text: string, { at, remove, insert }: { at: number; remove: number; insert: string }) =>
    text.slice(0, at % text.length) + insert + text.slice((at % text.length) + remove);
  expect(read(WIDE, [], 'exp.yaml', ENGINES, openerOf(new Map([[path.resolve('base.yaml'), quickstart]]))).ok).toBe(
    true,
  );
  fc.assert(
    fc.property(many, fc.boolean(), (mutations, isBase) => {
      const base = isBase ? mutations.reduce(mangle, quickstart) : quickstart;
      const text = isBase ? WIDE : mutations.reduce(mangle, WIDE);
      const open = openerOf(new Map([[path.resolve('base.yaml'), base]]));
      expectDiagnostics(read(text, [], 'exp.yaml', ENGINES, open));
    }),
    { numRuns: 400 },
  );
});

test('a mangled --set never throws', () => {
  const path = fc.constantFrom(
    'train.epochs',
    'models.NN2.optimizer',
    'capture.epochs[0]',
    'architectures.lenet[0]',
    'x',
  );
  const value = fc.oneof(fc.json(), oddities, fc.string());
  const set = fc.oneof(
    fc.tuple(path, value).map(([left, right]) => `${left}=${right}`),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(set, { maxLength: 3 }), (sets) => {
      expectPlaces(quickstart, sets);
    }),
    { numRuns: 400 },
  );
});

function expectPlaces(text: string, sets: string[]): void {
  expectDiagnostics(read(text, sets));
}

function expectDiagnostics(result: ReturnType<typeof read>): void {
  if (!result.ok) expect(result.diagnostics.length).toBeGreaterThan(0);
  for (const diagnostic of result.ok ? [] : result.diagnostics) {
    const { line, column, length, message } = diagnostic;
    expect(Math.min(line, column, length), message).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual(diagnostic.text.length + 1);
    expect(formatDiagnostic(diagnostic)).toContain(`error ${diagnostic.code}: `);
  }
}
