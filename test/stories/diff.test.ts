import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rig, SMALL } from './rig.js';

interface Diff {
  readonly fields: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[];
  readonly results: Record<
    'accuracy' | 'similarity' | 'groups',
    { readonly all: number; readonly changed: readonly Change[] }
  >;
}

interface Change {
  readonly id: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly mean: { readonly before: number | null; readonly after: number | null };
  readonly largest: { readonly a: string; readonly b: string; readonly before: number; readonly after: number } | null;
}

describe('two experiments side by side', () => {
  const rig = new Rig();
  const cache = ['--cache', rig.cache];
  beforeAll(async () => {
    rig.write('one.yaml', SMALL);
    rig.write('two.yaml', SMALL.replace('name: small', 'name: two').replace('learningRate: 0.02', 'learningRate: 0.1'));
    await rig.run('one.yaml');
    await rig.run('two.yaml');
  });
  afterAll(() => rig.remove());

  const diff = async (a: string, b: string) => {
    const { stdout, stderr, exitCode } = await rig.pipeline('diff', a, b, '--json', ...cache);
    expect([exitCode, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as Diff;
  };

  /** A column of one row of a table. */
  const cell = (file: string, row: RegExp, column: number) =>
    Number(
      rig
        .read(file)
        .split('\n')
        .find((line) => row.test(line))
        ?.split(',')[column],
    );

  it('an experiment and itself have nothing that differs', async () => {
    const { stdout } = await rig.pipeline('diff', 'one.yaml', 'results/small', ...cache);
    expect(stdout.split('\n')).toEqual([
      'fields: none differs',
      'accuracy: none of 4 models and epochs differs',
      expect.stringMatching(/^similarity .*: none of 32 matrices differs$/),
      'groups: none of 20 trees differs',
    ]);
  });

  it('--check tells by the exit status', async () => {
    const statusOf = async (b: string, ...args: string[]) =>
      (await rig.pipeline('diff', 'one.yaml', b, ...cache, ...args)).exitCode;
    expect([await statusOf('two.yaml'), await statusOf('two.yaml', '--check')]).toEqual([0, 3]);
    expect([await statusOf('results/small', '--check'), await statusOf('nowhere', '--check')]).toEqual([0, 2]);
  });

  it('fields go by the names that --set has, results by their steps, with the values of the tables', async () => {
    const { fields, results } = await diff('one.yaml', 'two.yaml');
    expect(fields).toEqual([
      { field: 'name', before: 'small', after: 'two' },
      { field: 'models.A.optimizer.momentum.learningRate', before: 0.02, after: 0.1 },
    ]);
    expect(results.accuracy.changed.map(({ before, after }) => [before, after])).toContainEqual([
      cell('results/small/models.csv', /^A,2,/, 3),
      cell('results/two/models.csv', /^A,2,/, 3),
    ]);
    const id = 'compare/models/fc1@2/pca/kmeans/clusters/rand';
    const pair = ['small', 'two'].map((name) =>
      cell(`results/${name}/similarity.csv`, /^models,clusters,pca,kmeans,rand,fc1,2,,A,B/, 10),
    );
    const [before, after] = pair;
    expect(results.similarity.changed.find((change) => change.id === id)).toEqual({
      id,
      mean: { before, after },
      largest: { a: 'A', b: 'B', before, after },
    });
    expect(results.similarity.changed.some((change) => change.id.startsWith('compare/layers/B@'))).toBe(false);
  });

  it('results folders, their run.json and experiment files tell the same', async () => {
    const { results } = await diff('one.yaml', 'two.yaml');
    expect((await diff('results/small', 'results/two')).results).toEqual(results);
    expect((await diff('results/small/run.json', 'two.yaml')).results).toEqual(results);
  });

  it('people read the largest changes', async () => {
    const { stdout } = await rig.pipeline('diff', 'one.yaml', 'two.yaml', ...cache);
    expect(stdout).toContain('\n  models.A.optimizer.momentum.learningRate: 0.02 -> 0.1\n');
    expect(stdout).toMatch(/\naccuracy: 2 of 4 models and epochs differ\n {2}A@\d: \d+\.\d\d % -> \d+\.\d\d %\n/);
    expect(stdout).toMatch(/\n {2}compare\/models\/\S+: 0\.\d{4} -> 0\.\d{4}; A B 0\.\d{4} -> 0\.\d{4}\n/);
    const sizes = [...stdout.matchAll(/; \w+ \w+ (-?[\d.]+) -> (-?[\d.]+)/g)].map(([, from, to]) =>
      Math.abs(Number(to) - Number(from)),
    );
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });

  it('what only one of them has is told too', async () => {
    rig.write(
      'more.yaml',
      SMALL.replace('measures: [rand, adjustedRand]', 'measures: [rand]').replace('epochs: 2', 'epochs: 3'),
    );
    await rig.run('more.yaml', '--out', 'elsewhere');
    const { fields, results } = await diff('one.yaml', 'elsewhere/small');
    expect(fields.map(({ field }) => field)).toEqual(['train.epochs', 'compare.measures']);
    expect(results.accuracy.changed.map(({ before }) => before)).toEqual([null, null]);
    expect(
      results.similarity.changed.every(
        ({ id, mean, largest }) => id.endsWith('/adjustedRand') && mean.after === null && largest === null,
      ),
    ).toBe(true);
    expect(results.similarity).toMatchObject({ all: 32, changed: { length: 16 } });
  });

  it('an experiment that has not run yet is compared by its fields', async () => {
    rig.write('new.yaml', SMALL.replace('k: 10', 'k: 9'));
    const { stdout, exitCode } = await rig.pipeline('diff', 'one.yaml', 'new.yaml', ...cache);
    expect([exitCode, stdout.split('\n')]).toEqual([
      0,
      [
        'fields: 1 differs',
        '  cluster.kmeans.k: 10 -> 9',
        'results: those of new.yaml are not there; run it to its end first',
      ],
    ]);
  });

  it('a folder without results, tables that are not of the run, and a wrong experiment are refused', async () => {
    rig.write('empty/file', '');
    rig.write('bad.yaml', 'version: 2\n');
    rig.write('elsewhere/small/models.csv', 'model,epoch\n');
    const [empty, changed, bad] = await Promise.all(
      ['empty', 'elsewhere/small', 'bad.yaml'].map((side) => rig.pipeline('diff', 'one.yaml', side, ...cache)),
    );
    expect([empty.exitCode, changed.exitCode, bad.exitCode]).toEqual([2, 2, 2]);
    expect(empty.stderr).toContain('error no-results: `empty` is no results folder: its run.json is not there');
    expect(changed.stderr).toContain('its models.csv is not the one that the run wrote');
    expect(bad.stderr).toContain('bad.yaml:1:10: error');
  });
});
