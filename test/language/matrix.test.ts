import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { ENGINES } from '../../src/engines/catalogue.js';
import { formatDiagnostic } from '../../src/language/diagnostics.js';
import { readExperiments } from '../../src/language/read.js';
import { complaints, decided, facts, places, quickstart, SMALL, small } from './rig.js';

/** The decided experiments of a file, by their cases. */
function casesOf(text: string, rest: { readonly set?: readonly string[]; readonly case?: string } = {}) {
  const read = readExperiments({ file: 'exp.yaml', text, facts, engines: ENGINES, ...rest });
  if (!read.ok) throw new Error(read.diagnostics.map(formatDiagnostic).join('\n'));
  return new Map(read.experiments.map(({ case: name, config }) => [name, config]));
}

const GRID = `models:
  net:
    optimizer: { adam: { beta1: 0.8 } }
    matrix:
      architecture: [tiny, deep]
      optimizer.adam.learningRate: [0.01, 1e-3]
      init: [0, 1]
      exclude:
        - { architecture: deep, init: 1 }
        - { optimizer.adam.learningRate: 0.001, init: 1 }
      include:
        slow: { architecture: tiny, optimizer: sgd, engine: simd }
  twin: { architecture: tiny, optimizer: sgd }
`;
const DEEP = '  deep: [flatten, { dense: { name: hidden, units: 50 } }, { dense: { units: 10 } }]\n';
const grid = (text = GRID) => `${SMALL.replace(/models:\n.*\n/, DEEP)}${text}`;

test('a matrix in a model makes several models, named after their values', () => {
  const { models } = decided(grid());
  expect(models.map(({ name }) => name)).toEqual([
    'net-tiny-lr0.01-i0',
    'net-tiny-lr0.01-i1',
    'net-tiny-lr0.001-i0',
    'net-deep-lr0.01-i0',
    'net-deep-lr0.001-i0',
    'net-slow',
    'twin',
  ]);
  expect(models[4]).toMatchObject({ architecture: 'deep', init: 0, optimizer: { learningRate: 0.001, beta1: 0.8 } });
  expect(models[5]).toMatchObject({ architecture: 'tiny', optimizer: { type: 'sgd' }, engine: 'simd' });
});

test('a matrix at the top makes several experiments, each with a name of its own', () => {
  const text = `${SMALL}matrix:
  seed: [1, 2]
  dataset.standardize: [true, false]
  train: { short: { epochs: 1 }, long: { epochs: 9, batchSize: 8 } }
  exclude: [{ train: long, seed: 2 }, { dataset.standardize: true, seed: 2 }]
  include: { blind: { probe.size: 50, train.epochs: 3 } }
`;
  const cases = casesOf(text);
  expect([...cases].map(([name, { name: experiment }]) => [name, experiment])).toEqual(
    ['s1-standardize-short', 's1-standardize-long', 's1-no-standardize-short', 's1-no-standardize-long']
      .concat('s2-no-standardize-short', 'blind')
      .map((name) => [name, `exp-${name}`]),
  );
  expect(cases.get('s1-standardize-long')?.train).toMatchObject({ epochs: 9, batchSize: 8 });
  expect(cases.get('blind')).toMatchObject({ seed: 0, probe: { size: 50 }, train: { epochs: 3 } });
  expect([...casesOf(text, { case: 'blind' }).keys()]).toEqual(['blind']);
  expect(casesOf(`name: mine\n${text}`).get('blind')?.name).toBe('mine-blind');
});

test('one matrix may vary another, and --set reaches them, what they leave alone, and the models that they make', () => {
  const text = `${small('optimizer: sgd', 'optimizer: sgd, matrix: { init: [0, 1] }')}\
matrix: { seed: [1, 2], models.A.matrix.init: { few: [4], more: [5, 6] } }
`;
  const set = ['matrix.seed=[3]', 'train.epochs=7', 'models.A-i4.engine=simd'];
  const cases = casesOf(text, { set: [...set, 'matrix["models.A.matrix.init"].more=[4, 6]'] });
  const modelsOf = (name: string) => cases.get(name)?.models.map((model) => [model.name, model.init, model.engine]);
  expect([...cases.keys()]).toEqual(['s3-few', 's3-more']);
  expect(modelsOf('s3-few')).toEqual([['A-i4', 4, 'simd']]);
  expect(modelsOf('s3-more')).toEqual([
    ['A-i4', 4, 'simd'],
    ['A-i6', 6, 'auto'],
  ]);
  expect(cases.get('s3-few')?.train.epochs).toBe(7);
});

test('what the matrix would replace cannot be set', () => {
  expect(complaints(`${SMALL}matrix: { seed: [1, 2] }`, ['seed=3'])).toBe(`\
--set:1:6: error bad-set: \`seed\` has other values in the matrix
  1 | seed=3
    |      ^
  expected a field that the matrix leaves alone, or matrix["seed"]`);
});

test('positions of values are those of the matrix', () => {
  const read = readExperiments({ file: 'exp.yaml', text: grid(), facts, engines: ENGINES });
  const line = (text: string) =>
    grid()
      .split('\n')
      .findIndex((one) => one.includes(text)) + 1;
  const positions = read.ok ? read.experiments[0].positions : undefined;
  const at = (...path: string[]) => positions?.at(['models', 'net-deep-lr0.001-i0', ...path]);
  expect(at('init')).toMatchObject({ line: line('init: [0, 1]'), column: 14 });
  expect(at('optimizer', 'adam', 'learningRate')).toMatchObject({ line: line('[0.01, 1e-3]'), column: 43 });
  expect(at('optimizer', 'adam', 'beta1')).toMatchObject({ line: line('beta1'), column: 33 });
});

test('errors of all cases are told at once, with the cases that have them', () => {
  const text = `${small('epochs: 2', 'epochs: 3, batchSize: none')}capture: { epochs: [2, 3] }
matrix:
  train.epochs: [1, 2, 3]
  cluster.kmeans.k: [5, 0]
`;
  expect(complaints(text)).toBe(`\
exp.yaml:10:32: error wrong-type: \`batchSize\` is the text "none"
  10 | train: { epochs: 3, batchSize: none }
     |                                ^^^^
  expected a whole number, at least 1
exp.yaml:14:25: error out-of-range: \`k\` is 0
  14 |   cluster.kmeans.k: [5, 0]
     |                         ^
  expected a whole number, at least 1
  in case e1-k0, e2-k0, e3-k0`);
});

test.each([
  ['matrix: []', '11:9 wrong-type'],
  ['matrix: {}', '11:1 wrong-length'],
  ['matrix: { seed: 3 }', '11:17 wrong-type'],
  ['matrix: { seed: [] }', '11:17 wrong-length'],
  ['matrix: { seed: [1, 1] }', '11:1 duplicate-case'],
  ['matrix: { optimizer: [{ sgd: {} }] }', '11:23 unnamed-value'],
  ['matrix: { dataset.use: [a/b] }', '11:25 unnamed-value'],
  ['matrix: { seed: { "a/b": 1 } }', '11:19 bad-name'],
  ['matrix: { include: { .a: { seed: 1 } } }', '11:22 bad-name'],
  ['matrix: { seed: [1], exclude: [{ sead: 1 }] }', '11:34 bad-exclude'],
  ['matrix: { seed: [1], exclude: [{ seed: 2 }] }', '11:32 bad-exclude'],
  ['matrix: { seed: [1], exclude: [{ seed: 1 }] }', '11:1 bad-matrix'],
  [
    `matrix: { seed: [${Array.from({ length: 40 }, (_, i) => i)}], train.epochs: [${Array.from({ length: 40 }, (_, i) => i + 1)}] }`,
    '11:1 bad-matrix',
  ],
  ['matrix: { train..epochs: [1] }', '11:11 bad-axis'],
  ['matrix: { extends: [a.yaml] }', '11:11 bad-axis'],
  ['matrix: { "": [1] }', '11:11 bad-axis'],
  ['matrix: { __proto__.x: [1] }', '11:11 bad-axis'],
  ['matrix: { train.epochs.x: [1] }', '11:24 bad-axis'],
  ["matrix: { 'train.epoch': [1] }", '11:18 unknown-key'],
  [`matrix: { seed: { ${'a'.repeat(100)}: 1 } }`, '11:1 bad-name'],
])('%s is refused where it stands', (matrix, place) => {
  expect(places(`${SMALL}${matrix}`)).toContain(place);
});

test('what is wrong in a matrix is told once, and what it would have set is not missed', () => {
  const model = small('optimizer: sgd', 'matrix: { optimizer: [sgd, 1e400], init: [0] }');
  expect(places(`${model}sead: 1`)).toEqual(['9:55 inexact-number', '11:1 unknown-key']);
  expect(places(`${SMALL}matrix: { seed: ["\${X}"] }`)).toEqual(['11:18 undeclared-variable']);
});

test('matrices that multiply each other end at a limit, at once', () => {
  const many = `[${Array.from({ length: 900 }, (_, index) => index)}]`;
  const models = small('optimizer: sgd', `optimizer: sgd, matrix: { init: ${many} }`);
  expect(decided(models).models).toHaveLength(900);
  expect(places(`${models}matrix: { seed: ${many} }`)).toEqual(['11:1 bad-matrix']);
});

test('two models of one name are refused', () => {
  expect(
    places(
      small('models:', 'models:\n  A-i1: { architecture: tiny, optimizer: sgd }').replace(
        'tiny, optimizer: sgd }\ntrain',
        'tiny, optimizer: sgd, matrix: { init: [1] } }\ntrain',
      ),
    ),
  ).toEqual(['10:3 duplicate-case']);
});

test('a case that is not there is told with those that are', () => {
  const read = readExperiments({
    file: 'exp.yaml',
    text: `${SMALL}matrix: { seed: [1, 2] }`,
    case: 's3',
    facts,
    engines: ENGINES,
  });
  expect(read.ok ? '' : read.diagnostics.map(formatDiagnostic).join('\n')).toBe(`\
--case:1:1: error unknown-case: there is no case \`s3\`
  1 | s3
    | ^^
  expected s1 or s2
  did you mean \`s1\`?`);
});

interface Written {
  [key: string]: unknown;
}

const FIELDS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  seed: fc.nat(),
  'train.epochs': fc.integer({ min: 3, max: 99 }),
  'train.augment.shift': fc.integer({ min: 0, max: 9 }),
  'cluster.kmeans.k': fc.integer({ min: 1, max: 99 }),
  'reduce.pca.whiten': fc.boolean(),
  'models.NN1.init': fc.nat(),
  'models.NN2.optimizer.momentum.learningRate': fc.double({ min: 0.001, max: 1, noNaN: true }),
  'capture.epochs[1]': fc.constant(2),
};

const axes = fc
  .shuffledSubarray(Object.keys(FIELDS), { minLength: 1, maxLength: 3 })
  .chain((fields) =>
    fc.record(
      Object.fromEntries(fields.map((field) => [field, fc.uniqueArray(FIELDS[field], { minLength: 1, maxLength: 3 })])),
    ),
  ) as fc.Arbitrary<Record<string, unknown[]>>;

test('a matrix is what it is written out, in any of its fields', () => {
  const base = parse(quickstart) as Written;
  fc.assert(
    fc.property(axes, (matrix) => {
      const combinations = Object.entries(matrix).reduce<Written[]>(
        (before, [field, values]) => before.flatMap((one) => values.map((value) => ({ ...one, [field]: value }))),
        [{}],
      );
      const written = combinations.map((values) =>
        Object.entries(values).reduce(
          (draft, [field, value]) => withField(draft, field.split(/[.[\]]+/).filter(Boolean), value),
          base,
        ),
      );
      const expanded = [...casesOf(stringify({ ...base, matrix })).values()];
      expect(expanded.map((config) => ({ ...config, name: '' }))).toEqual(
        written.map((draft) => ({ ...decided(stringify(draft)), name: '' })),
      );
    }),
    { numRuns: 60 },
  );
});

function withField(draft: unknown, [part, ...rest]: readonly string[], value: unknown): Written {
  const copy = (Array.isArray(draft) ? [...draft] : { ...(draft as Written) }) as Written;
  copy[part] = rest.length === 0 ? value : withField(copy[part], rest, value);
  return copy;
}
