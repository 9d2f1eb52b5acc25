import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { ENGINES } from '../../src/engines/catalogue.js';
import { formatDiagnostic } from '../../src/language/diagnostics.js';
import { openerOf } from '../../src/language/open.js';
import { readExperiments } from '../../src/language/read.js';
import { facts, quickstart, SMALL } from './rig.js';

type Files = Readonly<Record<string, string>>;

/** Reads `exp.yaml` among files that are there by name only. */
function readFiles(files: Files, set: readonly string[] = []) {
  const open = openerOf(new Map(Object.entries(files).map(([name, text]) => [path.resolve(name), text])));
  return readExperiments({ file: 'exp.yaml', text: files['exp.yaml'], set, open, facts, engines: ENGINES });
}

function decidedFiles(files: Files, set?: readonly string[]) {
  const result = readFiles(files, set);
  if (!result.ok) throw new Error(result.diagnostics.map(formatDiagnostic).join('\n'));
  return { ...result.experiments[0], sources: result.sources };
}

function complaintsOf(files: Files, set?: readonly string[]): string {
  const result = readFiles(files, set);
  return result.ok ? '' : result.diagnostics.map(formatDiagnostic).join('\n');
}

test('what is extended holds but for its name, and the extending file wins', () => {
  const { config, sources, positions } = decidedFiles({
    'exp.yaml': 'extends: base.yaml\ntrain: { batchSize: 10 }\n',
    'base.yaml': `name: base\nseed: 3\n${SMALL}`,
  });
  expect([config.name, config.seed, config.train.epochs, config.train.batchSize]).toEqual(['exp', 3, 2, 10]);
  expect(sources.map(({ file }) => file)).toEqual(['exp.yaml', 'base.yaml']);
  expect(positions.at(['train', 'epochs'])).toEqual({ file: 'base.yaml', line: 12, column: 18 });
  expect(positions.at(['train', 'batchSize'])).toEqual({ file: 'exp.yaml', line: 2, column: 21 });
});

test('of several files the later wins, files extend files, and --set wins over all', () => {
  const files = {
    'exp.yaml': 'extends: [parts/a.yaml, parts/b.yaml]',
    'parts/a.yaml': 'extends: ../base.yaml\nseed: 1\ncluster: { kmeans: { k: 7, restarts: 2 } }',
    'parts/b.yaml': 'seed: 2\ncluster: { kmeans: { k: 8 } }',
    'base.yaml': SMALL,
  };
  const { config, sources } = decidedFiles(files);
  expect([config.seed, config.cluster[0].k, config.cluster[0].restarts]).toEqual([2, 8, 2]);
  expect(sources.map(({ file }) => file)).toEqual(['exp.yaml', 'parts/a.yaml', 'base.yaml', 'parts/b.yaml']);
  expect(decidedFiles(files, ['seed=9']).config.seed).toBe(9);
});

test('lists and other choices replace, and an empty value takes back what was inherited', () => {
  const { config } = decidedFiles({
    'exp.yaml': 'extends: base.yaml\nmodels: { A: ~, B: { optimizer: { sgd: { weightDecay: 0.1 } } } }\nprobe:\n',
    'base.yaml': `${SMALL.replace('models:', 'models:\n  B: { architecture: tiny, optimizer: { adam: { learningRate: 0.5 } } }')}probe: { size: 50 }\n`,
  });
  expect(config.models.map(({ name, optimizer }) => [name, optimizer])).toEqual([
    ['B', { type: 'sgd', learningRate: 0.01, weightDecay: 0.1 }],
  ]);
  expect(config.probe.size).toBe(1000);
});

test('paths are relative to the file that they are written in', () => {
  const files = {
    'exp.yaml': 'extends: parts/data.yaml',
    'parts/data.yaml': `extends: ../base.yaml\ndataset: { use: { numpy: { samples: x.npy, labels: ../y.npy } } }`,
    'base.yaml': SMALL,
  };
  const { use } = decidedFiles(files).config.dataset;
  expect(use).toMatchObject({ samples: path.resolve('parts/x.npy'), labels: path.resolve('y.npy') });
  const set = decidedFiles(files, ['dataset.use.numpy.samples=z.npy']).config.dataset.use;
  expect(set).toMatchObject({ samples: path.resolve('z.npy'), labels: path.resolve('y.npy') });
});

test('errors point into the file that has them', () => {
  const files = {
    'exp.yaml': 'extends: base.yaml\ntrain: { epoch: 3 }\nmodels: { B: { architecture: tiny } }',
    'base.yaml': SMALL.replace('optimizer: sgd', 'optimizer: sdg').replace('units: 64', 'units: many'),
  };
  expect(complaintsOf(files)).toBe(`\
exp.yaml:2:10: error unknown-key: \`epoch\` is not a key of \`train\`
  2 | train: { epoch: 3 }
    |          ^^^^^
  expected epochs, batchSize, labelSmoothing, labelNoise or augment
  did you mean \`epochs\`?
exp.yaml:3:11: error missing-key: \`B\` has no \`optimizer\`
  3 | models: { B: { architecture: tiny } }
    |           ^
  expected the key \`optimizer\`
base.yaml:6:37: error wrong-type: \`units\` is the text "many"
  6 |     - dense: { name: hidden, units: many, activation: relu }
    |                                     ^^^^
  expected a whole number, at least 1 and at most 65536
base.yaml:9:39: error unknown-choice: \`optimizer\` is \`sdg\`
  9 |   A: { architecture: tiny, optimizer: sdg }
    |                                       ^^^
  expected sgd, momentum, rmsprop or adam
  did you mean \`sgd\`?`);
});

test('of an experiment that is not all there, only what is certainly wrong is told', () => {
  const told = complaintsOf({ 'exp.yaml': 'extends: [none.yaml, bad.yaml]\nsead: 1', 'bad.yaml': 'seed: [' });
  expect(told.replace(/(expected extends, version),.*/, '$1 and so on')).toBe(`\
exp.yaml:1:11: error no-file: there is no \`none.yaml\`
  1 | extends: [none.yaml, bad.yaml]
    |           ^^^^^^^^^
  expected the path of an experiment file
exp.yaml:2:1: error unknown-key: \`sead\` is not a key of the experiment
  2 | sead: 1
    | ^^^^
  expected extends, version and so on
  did you mean \`seed\`?
bad.yaml:1:8: error yaml-syntax: a \`{\` or \`[\` above is not closed
  1 | seed: [
    |        ^
  expected its \`}\` or \`]\``);
});

test.each([
  ['extends: exp.yaml', '1:10 cyclic-extends'],
  ['extends: loop.yaml', 'loop.yaml 1:10 cyclic-extends'],
  ['extends: /base.yaml', '1:10 bad-extends'],
  ['extends: list.yaml', 'list.yaml 1:1 wrong-type'],
  ['extends: empty.yaml', 'empty.yaml 1:1 empty-file'],
  ['extends: { a: 1 }', '1:10 wrong-type'],
  ['extends: [[base.yaml]]', '1:10 wrong-type'],
  ['extends:', '1:9 wrong-type'],
  ["extends: ''", '1:10 no-file'],
  [`extends: [${Array(40).fill('base.yaml').join(', ')}]`, '1:363 too-complex'],
])('%s is refused where it stands', (text, place) => {
  const files = {
    'exp.yaml': text,
    'base.yaml': SMALL,
    'loop.yaml': 'extends: exp.yaml',
    'list.yaml': '[1]',
    'empty.yaml': '# nothing',
  };
  const result = readFiles(files);
  const [first] = result.ok ? [] : result.diagnostics;
  const file = first?.file === 'exp.yaml' ? '' : `${first?.file} `;
  expect(`${file}${first?.line}:${first?.column} ${first?.code}`).toBe(place);
});

test('files that double what they extend end at a limit, at once', () => {
  const levels = Array.from({ length: 30 }, (_, level) => [
    `l${level}.yaml`,
    `extends: [l${level + 1}.yaml, l${level + 1}.yaml]\nseed: ${level}`,
  ]);
  const files = { ...Object.fromEntries(levels), 'exp.yaml': 'extends: l0.yaml', 'l30.yaml': SMALL };
  expect(complaintsOf(files)).toContain('error too-complex: the experiment extends more than 32 files');
});

test('extends cannot be set', () => {
  expect(complaintsOf({ 'exp.yaml': SMALL }, ['extends=base.yaml'])).toContain(
    '--set:1:1: error bad-set: `extends` cannot be set',
  );
});

type Plain = { readonly [key: string]: unknown };

const isMapping = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where a choice stands: its key cannot be in another file than its parameters. */
const CHOICES = ['use', 'optimizer', 'reduce', 'cluster', 'learningRate'];

/** Cuts a mapping into what is extended and what extends it; here and there the first has something that the other replaces. */
function cut(whole: Plain): fc.Arbitrary<readonly [Plain, Plain]> {
  const parts = Object.entries(whole).map(([key, value]) => {
    const sides = [
      fc.constant([{ [key]: value }, {}] as const),
      fc.constant([{}, { [key]: value }] as const),
      fc.constant([{ [key]: isMapping(value) ? value : 0 }, { [key]: value }] as const),
    ];
    const inside = isMapping(value) && !CHOICES.includes(key) ? [cut(value)] : [];
    return fc.oneof(...sides, ...inside.map((both) => both.map(([a, b]) => [{ [key]: a }, { [key]: b }] as const)));
  });
  const join = (sides: readonly Plain[]) => Object.assign({}, ...sides) as Plain;
  return fc.tuple(...parts).map((all) => [join(all.map(([base]) => base)), join(all.map(([, over]) => over))] as const);
}

test('an experiment that is cut at random into files that extend each other decides the same', () => {
  const { name, ...whole } = parse(quickstart) as Plain;
  const expected = decidedFiles({ 'exp.yaml': stringify({ name, ...whole }) }).config;
  const cuts = cut(whole).chain(([base, over]) => cut(over).map((rest) => [base, ...rest] as const));
  fc.assert(
    fc.property(cuts, fc.boolean(), ([first, second, own], isChain) => {
      const files = {
        'first.yaml': stringify(first),
        'second.yaml': stringify({ ...(isChain && { extends: 'first.yaml' }), ...second }),
        'exp.yaml': stringify({ name, extends: isChain ? 'second.yaml' : ['first.yaml', 'second.yaml'], ...own }),
      };
      expect(inOrder(decidedFiles(files).config)).toEqual(inOrder(expected));
    }),
    { numRuns: 100 },
  );
});

/** The order of models is that in which the files name them. */
function inOrder<Config extends { readonly models: readonly { readonly name: string }[] }>(config: Config): Config {
  return { ...config, models: config.models.toSorted((a, b) => a.name.localeCompare(b.name)) };
}
