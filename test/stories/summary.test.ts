import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Plan, plan } from '../../src/cli/commands/plan.js';
import { runIfNeeded } from '../../src/cli/commands/run-if-needed.js';
import { settledRuns } from '../../src/cli/settled.js';
import { attempt } from '../../src/runner/attempt.js';
import { heard } from '../store/strangers-rig.js';
import { writeFlowers } from './flowers.js';
import { parseRun, Rig } from './rig.js';

type Row = Readonly<Record<string, string>>;

/** Three models, and four cases of two seeds and two numbers of clusters. */
const withMatrix = (text: string) =>
  `${text
    .replace(/^name: .*\n/m, '')
    .replace(
      /^ {2}A: .*$/m,
      ['A', 'B', 'C']
        .map(
          (name, init) =>
            `  ${name}: { architecture: plain, init: ${init}, optimizer: { sgd: { learningRate: 0.1 } } }`,
        )
        .join('\n'),
    )}compare: { measures: [adjustedRand], across: [models] }
matrix:
  seed: [1, 2]
  cluster.kmeans.k: { few: 2, more: 3 }
`;

describe('the summary over a matrix', () => {
  const rig = new Rig();
  const file = path.join(rig.folder, 'grid.yaml');
  const out = path.join(rig.folder, 'results');
  const folder = path.join(out, 'grid');
  const write = (change = (text: string) => text) => writeFlowers(rig, 'grid.yaml', (text) => change(withMatrix(text)));
  const options = { set: [], cache: rig.cache, out };
  const run = async (
    more: { set?: string[]; only?: string[]; case?: string; failFast?: boolean } = {},
    name = file,
  ) => {
    const all = { ...options, force: [], only: [], jobs: 1, reporter: 'json' as const, ...more };
    const said = await heard(() => runIfNeeded(name, all, () => ({ run: attempt, stop() {} })));
    return { ...parseRun(said.stdout), exitCode: said.status, stderr: said.stderr.replaceAll(`${rig.folder}/`, '') };
  };
  const check = async () => {
    const { status, stdout } = await heard(async () => plan(file, { ...options, check: true }));
    return [status, stdout.trimEnd().split('\n').at(-1)?.replaceAll(`${rig.folder}/`, '')];
  };
  const rows = (name: string) => parse<Row>(rig.read(`results/grid/${name}`), { columns: true });
  const casesOf = (all: readonly Row[]) => new Map(all.map((row) => [row['case'], row['state']]));

  beforeAll(async () => {
    write();
    expect(await run()).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => rig.remove());

  it('has the groups of each case beside what the matrix varies', () => {
    const summary = rows('summary.csv');
    expect(Object.keys(summary[0])).toEqual([
      ...[
        'case',
        'seed',
        'cluster.kmeans.k',
        'state',
        'partition',
        'reducer',
        'clusterer',
        'measure',
        'layer',
        'epoch',
      ],
      ...['model', 'group', 'accuracy', 'silhouette'],
    ]);
    for (const [name, seed, k] of [
      ['s1-few', '1', '2'],
      ['s1-more', '1', '3'],
      ['s2-few', '2', '2'],
      ['s2-more', '2', '3'],
    ]) {
      const own = summary.filter((row) => row['case'] === name);
      expect(own.every((row) => row['seed'] === seed && row['cluster.kmeans.k'] === k && row['state'] === 'done')).toBe(
        true,
      );
      const groups = parse<Row>(rig.read(`results/grid-${name}/groups.csv`), { columns: true });
      expect(
        own.map(({ model, group, accuracy, silhouette, layer }) => [model, group, accuracy, silhouette, layer]),
      ).toEqual(
        groups.map(({ model, group, accuracy, silhouette, layer }) => [model, group, accuracy, silhouette, layer]),
      );
    }
  });

  it('counts for each pair of models in how many cases they fall into one group', () => {
    const together = rows('together.csv');
    const summary = rows('summary.csv');
    const settings = ['partition', 'reducer', 'clusterer', 'measure', 'layer', 'epoch'];
    const of = (tree: Row) => summary.filter((row) => settings.every((name) => row[name] === tree[name]));
    for (const row of together) {
      const groupOf = (name: string, model: string | undefined) =>
        of(row).find((one) => one['case'] === name && one['model'] === model)?.['group'];
      const names = [...casesOf(summary).keys()];
      const same = names.filter((name) => groupOf(name, row['a']) === groupOf(name, row['b']));
      const alone = names.filter((name) => new Set(['A', 'B', 'C'].map((model) => groupOf(name, model))).size === 1);
      expect([row['cases'], row['together'], row['oneGroup'], row['missing']]).toEqual([
        '4',
        `${same.length}`,
        `${alone.length}`,
        '0',
      ]);
    }
    expect([...new Set(together.map(({ a, b }) => `${a}${b}`))]).toEqual(['AB', 'AC', 'BC']);
  });

  it('is part of the plan, and of what a run with nothing else to do looks at', async () => {
    const isSettled = () => settledRuns(file, options) !== undefined;
    expect([await check(), isSettled()]).toEqual([[0, 'nothing to do'], true]);
    const before = rig.read('results/grid/summary.csv');
    writeFileSync(path.join(folder, 'summary.csv'), 'edited');
    expect([await check(), isSettled()]).toEqual([
      [3, 'summary: results/grid is not whole: summary.csv is missing or changed; a run writes it'],
      false,
    ]);
    expect(await run()).toMatchObject({ exitCode: 0, ran: [] });
    expect([rig.read('results/grid/summary.csv'), await check()]).toEqual([before, [0, 'nothing to do']]);
    rmSync(folder, { recursive: true });
    expect(await check()).toEqual([3, 'summary: results/grid has no summary of these experiments; a run writes it']);
    const { stdout } = await heard(async () => plan(file, { ...options, json: true }));
    expect((JSON.parse(stdout.split('\n')[0]) as Plan).summary).toMatchObject({ status: 'missing' });
    expect(await run()).toMatchObject({ exitCode: 0, ran: [] });
    expect([rig.read('results/grid/summary.csv'), isSettled()]).toEqual([before, true]);
  });

  it('is made again where a case comes or goes, and a comment changes nothing', async () => {
    const before = rig.read('results/grid/run.json');
    write((text) => `${text}# a comment\n`);
    expect([(await run()).ran, rig.read('results/grid/run.json')]).toEqual([[], before]);
    write((text) =>
      text.replace('seed: [1, 2]', 'seed: [1]\n  include: { other: { train.epochs: 2, train.batchSize: 5 } }'),
    );
    expect(await run()).toMatchObject({ exitCode: 0, stderr: '' });
    const summary = rows('summary.csv');
    expect([...casesOf(summary).keys()]).toEqual(['s1-few', 's1-more', 'other']);
    expect(summary.find((row) => row['case'] === 'other')).toMatchObject({ seed: '', 'train.batchSize': '5' });
    write();
    await run();
  });

  it('a run of one case removes a summary of other results of it, and leaves one of the same', async () => {
    const before = rig.read('results/grid/summary.csv');
    await run({ only: ['train/*'] });
    await run({ case: 's1-few' });
    expect(rig.read('results/grid/summary.csv')).toBe(before);
    rig.write('results/grid/notes.txt', 'mine');
    write((text) => text.replace('restarts: 2', 'restarts: 3').replace('epochs: [2]', 'epochs: [1]'));
    expect((await run({ case: 's1-few' })).stderr).toContain(
      'the summary in results/grid was of other results, and is removed',
    );
    expect(readdirSync(folder)).toEqual(['notes.txt']);
    write();
    expect([await run().then(({ exitCode }) => exitCode), rig.read('results/grid/summary.csv')]).toEqual([0, before]);
  });

  it('says which cases are missing: those that failed, and those that were not run after one', async () => {
    write((text) => text.replace('seed: [1, 2]', 'models.B.optimizer.sgd.learningRate: { good: 0.1, bad: 1e30 }'));
    const failed = await run();
    expect([failed.exitCode, failed.stderr]).toEqual([
      1,
      expect.stringContaining('the summary in results/grid is without bad-few and bad-more'),
    ]);
    expect(casesOf(rows('summary.csv'))).toEqual(
      new Map([
        ['good-few', 'done'],
        ['good-more', 'done'],
        ['bad-few', 'failed'],
        ['bad-more', 'failed'],
      ]),
    );
    expect(rows('summary.csv').find((row) => row['case'] === 'bad-few')).toMatchObject({
      'cluster.kmeans.k': '2',
      group: '',
    });
    expect(rows('together.csv')[0]).toMatchObject({ cases: '2', missing: '2' });
    write((text) => text.replace('seed: [1, 2]', 'models.B.optimizer.sgd.learningRate: { bad: 1e30, good: 0.1 }'));
    expect((await run({ failFast: true })).exitCode).toBe(1);
    expect([...casesOf(rows('summary.csv')).values()]).toEqual(['failed', 'not run', 'not run', 'not run']);
  });

  it('of models that are not compared has their accuracies; results without a matrix take its place and give it back', async () => {
    write((text) => text.replace('across: [models]', 'across: [layers]'));
    await run();
    expect(rows('summary.csv')[0]).toMatchObject({
      case: 's1-few',
      model: 'A',
      epoch: '2',
      group: '',
      accuracy: expect.stringMatching(/^[01]/),
    });
    expect(rows('together.csv')).toEqual([]);
    write((text) => text.replace(/^matrix:[\s\S]*/m, ''));
    expect((await run()).stderr).toBe('');
    expect([existsSync(path.join(folder, 'summary.csv')), existsSync(path.join(folder, 'groups.csv'))]).toEqual([
      false,
      true,
    ]);
    write();
    expect((await run()).stderr).toBe('');
    expect([existsSync(path.join(folder, 'summary.csv')), existsSync(path.join(folder, 'groups.csv'))]).toEqual([
      true,
      false,
    ]);
    rig.write('b/grid.yaml', rig.read('grid.yaml').replace('few: 2, more: 3', 'little: 2'));
    rig.write('b/flowers.csv', rig.read('flowers.csv'));
    expect((await run({}, path.join(rig.folder, 'b/grid.yaml'))).stderr).toContain(
      'has the results of another `grid.yaml`, which the summary of this run replaces',
    );
  });
});
