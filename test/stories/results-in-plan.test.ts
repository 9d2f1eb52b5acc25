import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diff } from '../../src/cli/commands/diff.js';
import { type Plan, plan } from '../../src/cli/commands/plan.js';
import { runIfNeeded } from '../../src/cli/commands/run-if-needed.js';
import { watch } from '../../src/cli/commands/watch.js';
import { attempt } from '../../src/runner/attempt.js';
import { heard } from '../store/strangers-rig.js';
import { writeFlowers } from './flowers.js';
import { parseRun, Rig } from './rig.js';

const NO_RESULTS: unknown = expect.stringMatching(/^error no-results: /);

describe('results are part of the plan', () => {
  const rig = new Rig();
  const folder = path.join(rig.folder, 'results/flowers');
  beforeAll(async () => {
    writeFlowers(rig);
    await run('exp.yaml');
  });
  afterAll(() => rig.remove());

  const file = path.join(rig.folder, 'exp.yaml');
  const optionsOf = (set: string[], out = path.join(rig.folder, 'results')) => ({ set, cache: rig.cache, out });
  /** Without the folder in which all of it happens. */
  const here = (text: string) => text.replaceAll(`${rig.folder}/`, '').trimEnd();
  const run = async (name: string, { set = [], only = [] }: { set?: string[]; only?: string[] } = {}) => {
    const options = { ...optionsOf(set), force: [], only, jobs: 1, reporter: 'json' as const };
    const said = await heard(() =>
      runIfNeeded(path.join(rig.folder, name), options, () => ({ run: attempt, stop() {} })),
    );
    return { ...parseRun(said.stdout), exitCode: said.status, stderr: here(said.stderr) };
  };
  const check = async (...set: string[]) => {
    const { status, stdout } = await heard(async () => plan(file, { ...optionsOf(set), check: true }));
    return [status, here(stdout).split('\n\n').slice(2).join('\n')];
  };
  const results = async (set: string[] = [], out?: string) => {
    const { stdout } = await heard(async () => plan(file, { ...optionsOf(set, out), json: true }));
    return (JSON.parse(here(stdout)) as Plan).results;
  };
  const mended = async (...set: string[]) => {
    const ended = await run('exp.yaml', { set });
    expect([ended.exitCode, ended.ran, await check(...set)]).toEqual([0, [], [0, 'nothing to do']]);
    return ended;
  };
  const diffed = (a: string, b: string) =>
    heard(async () => diff(path.join(rig.folder, a), path.join(rig.folder, b), { cache: rig.cache }));
  const asks = (problem: string) => [3, `results: ${problem}\na run writes them again, and runs no step`];

  it('a folder that is gone, or of which a file is, is something to do, and a run writes it without running a step', async () => {
    expect(await check()).toEqual([0, 'nothing to do']);
    rmSync(folder, { recursive: true });
    expect(await check()).toEqual(asks('results/flowers has no results yet'));
    expect(await results()).toMatchObject({ folder: 'results/flowers', status: 'missing' });
    await mended();
    rmSync(path.join(folder, 'report.html'));
    writeFileSync(path.join(folder, 'models.csv'), 'mine\n');
    expect(await check()).toEqual(asks('results/flowers is not whole: models.csv, report.html are missing or changed'));
    await mended();
    expect(await results([], path.join(rig.folder, 'elsewhere'))).toMatchObject({
      folder: 'elsewhere/flowers',
      status: 'missing',
    });
  });

  it('so is a run.json that says nothing, or what no release ever said, and files of the user stay', async () => {
    writeFileSync(path.join(folder, 'notes.txt'), 'mine');
    for (const text of ['', '{}', '{"experiment":"x","config":{},"steps":{"a":null}}', `${'['.repeat(9999)}`]) {
      writeFileSync(path.join(folder, 'run.json'), text);
      expect(await results()).toMatchObject({ status: 'unreadable' });
    }
    expect(await check()).toEqual(asks('results/flowers/run.json is damaged, or of another release'));
    expect(await diffed('results/flowers', 'exp.yaml')).toMatchObject({ status: 2, stderr: NO_RESULTS });
    await mended();
    expect(rig.read('results/flowers/notes.txt')).toBe('mine');
  });

  it('a run.json whose experiment is none is refused by diff, and is another variant for a plan', async () => {
    const past = JSON.parse(rig.read('results/flowers/run.json')) as object;
    for (const config of [{}, { models: [{}], reduce: 3 }]) {
      writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ ...past, config }));
      expect(await diffed('exp.yaml', 'results/flowers')).toMatchObject({ status: 2, stderr: NO_RESULTS });
      expect(await results()).toMatchObject({ status: 'another' });
    }
    await mended();
  });

  it('so are the results of another variant, and a run says whose it replaces before it does', async () => {
    const { stderr } = await run('exp.yaml', { set: ['cluster.kmeans.k=3'] });
    expect(stderr).toBe(
      'results/flowers has the results of `exp.yaml` without --set, which this run replaces (cluster.kmeans.k: 2 -> 3); --out DIR or another `name` keeps both',
    );
    expect(await check()).toEqual(
      asks('results/flowers is of `exp.yaml` --set cluster.kmeans.k=3: cluster.kmeans.k: 3 -> 2'),
    );
    expect(await check('cluster.kmeans.k=3')).toEqual([0, 'nothing to do']);
    const back = await mended();
    expect(back.stderr).toContain('has the results of `exp.yaml` --set cluster.kmeans.k=3, which this run replaces');
    expect((await mended('cluster.kmeans.k=2')).stderr).toBe('');
    await mended();
  });

  it('and those of another file of the same name, also where both say the same of other data; an edited file is the one that it was', async () => {
    writeFlowers(rig, 'b/exp.yaml');
    rig.write('b/flowers.csv', rig.read('flowers.csv').replace('\n0,', '\n1,'));
    const other = await run('b/exp.yaml');
    expect(other.stderr).toContain('has the results of another `exp.yaml`, which this run replaces (other data');
    expect(await results()).toMatchObject({ status: 'outdated' });
    expect((await mended()).stderr).toContain('has the results of another `exp.yaml`');
    writeFlowers(rig, 'exp.yaml', (text) => text.replace('restarts: 2', 'restarts: 3'));
    expect(await results()).toMatchObject({
      status: 'another',
      problem: 'results/flowers is of `exp.yaml` as it was before: cluster.kmeans.restarts: 2 -> 3',
    });
    expect((await run('exp.yaml')).stderr).toBe('');
    await mended();
  });

  it('a run of some steps leaves in the folder what is up to date, and nothing else of ours', async () => {
    const before = rig.read('results/flowers/run.json');
    await run('exp.yaml', { only: ['train/*'] });
    await run('exp.yaml', { only: ['table/models', 'page'] });
    expect(rig.read('results/flowers/run.json')).toBe(before);
    const set = ['cluster.kmeans.k=4'];
    await run('exp.yaml', { set, only: ['cluster/*'] });
    expect([rig.read('results/flowers/run.json'), await check()]).toEqual([before, [0, 'nothing to do']]);
    await run('exp.yaml', { set, only: ['table/clusters'] });
    const left = ['clusters.csv', 'models.csv', 'report.html', 'notes.txt'];
    expect(left.map((name) => existsSync(path.join(folder, name)))).toEqual([true, true, false, true]);
    expect(await results(set)).toMatchObject({ status: 'unfinished' });
    await mended();
  });

  it('files of an earlier release, whose stages had other names, go like its own', async () => {
    const past = JSON.parse(rig.read('results/flowers/run.json')) as { steps: Record<string, { artifacts: object }> };
    const { 'table/clusters': table, ...steps } = past.steps;
    const old = { ...steps, report: { ...table, stage: 'report' } };
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ ...past, source: undefined, steps: old }));
    const part = await run('exp.yaml', { set: ['cluster.kmeans.k=3'], only: ['table/models'] });
    expect(part.stderr).toContain('has the results of an earlier release, which does not say whose they are');
    expect(existsSync(path.join(folder, 'clusters.csv'))).toBe(false);
  });

  it('where results cannot be written, nothing is made in the cache before that is said', async () => {
    const options = { ...optionsOf([], '/sys'), cache: path.join(rig.folder, 'new'), force: [], only: [] };
    for (const command of [runIfNeeded, watch]) {
      const { status, stderr } = await heard(() => command(file, options));
      expect([status, stderr]).toEqual([2, expect.stringMatching(/^error bad-path: --out `\/sys`: /)]);
    }
    expect(existsSync(path.join(rig.folder, 'new'))).toBe(false);
  });
});
