import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { settledRuns as SettledRuns } from '../../src/cli/settled.js';
import { Rig } from './rig.js';

const GRID = `version: 1
seed: 7
environment: { EPOCHS: 1, TABLE: data/iris.csv }
dataset: { use: { csv: { file: "\${TABLE}", label: species, test: 0.4 } }, standardize: true }
probe: { size: 60 }
architectures:
  narrow: [{ dense: { name: first, units: 8, activation: relu } }, { dense: { name: logits, units: 3 } }]
  wide: [{ dense: { name: first, units: 16, activation: relu } }, { dense: { name: logits, units: 3 } }]
models:
  net:
    optimizer: { adam: { learningRate: 0.01 } }
    matrix: { architecture: [narrow, wide], init: [0, 1], exclude: [{ architecture: wide, init: 1 }] }
train:
  epochs: \${EPOCHS}
  batchSize: 16
reduce: { pca: { components: 4 } }
matrix:
  cluster.kmeans.k: [3, 4]
  include: { noisy: { train.labelNoise: 0.2 } }
`;

/** As the command line sees it: the joined program is part of the circumstances. */
const { settledRuns } = (await import(path.resolve('dist/cli/settled.js'))) as { settledRuns: typeof SettledRuns };

describe('an experiment file with matrices and variables of the environment', () => {
  const rig = new Rig();
  const names = ['grid-k3', 'grid-k4', 'grid-noisy'];
  const isSettled = (options: { readonly case?: string } = {}) =>
    settledRuns(path.join(rig.folder, 'grid.yaml'), {
      ...options,
      set: [],
      cache: rig.cache,
      out: path.join(rig.folder, 'results'),
    }) !== undefined;
  let first: Awaited<ReturnType<Rig['run']>>;
  const pipeline = (command: string, ...args: string[]) =>
    rig.pipeline(command, 'grid.yaml', ...args, '--cache', rig.cache);

  beforeAll(async () => {
    rig.write('data/iris.csv', readFileSync('experiments/data/iris.csv'));
    rig.write('grid.yaml', GRID);
    first = await rig.run('grid.yaml');
  });
  afterAll(() => rig.remove());

  it('is run case by case, with results of their own and all that they share made once', async () => {
    expect([first.stderr, first.exitCode]).toEqual(['', 0]);
    for (const name of names) {
      const models = rig.read(`results/${name}/models.csv`).trim().split('\n').slice(1);
      expect(models.map((line) => line.split(',')[0])).toEqual(['net-narrow-i0', 'net-narrow-i1', 'net-wide-i0']);
    }
    expect(isSettled()).toBe(true);
    const { stdout } = await pipeline('run', '--reporter', 'json');
    const lines = stdout.split('\n').map((line) => JSON.parse(line) as { type: string; name?: string; ran?: number });
    expect(lines.flatMap(({ type, name }) => (type === 'experiment' ? [name] : []))).toEqual(names);
    expect(lines.flatMap(({ type, ran }) => (type === 'finished' ? [ran] : []))).toEqual([0, 0, 0]);
    const k4 = JSON.parse(rig.read('results/grid-k4/run.json')) as { steps: Record<string, { outcome: string }> };
    const ran = Object.entries(k4.steps).filter(([, { outcome }]) => outcome === 'ran');
    expect(new Set(ran.map(([id]) => id.split('/')[0]))).toEqual(
      new Set(['cluster', 'label', 'compare', 'kindred', 'warnings', 'table', 'figure', 'page']),
    );
  });

  it('is planned and explained case by case, or one case', async () => {
    rig.write('grid.yaml', GRID.replace('[3, 4]', '[3, 5]'));
    const plan = await pipeline('plan', '--json');
    const plans = plan.stdout
      .split('\n')
      .map((line) => JSON.parse(line) as { experiment: string; steps: { status: string }[] });
    expect(
      plans.map(({ experiment, steps }) => [experiment, steps.every(({ status }) => status === 'cached')]),
    ).toEqual([
      ['grid-k3', true],
      ['grid-k5', false],
      ['grid-noisy', true],
    ]);
    const why = await pipeline('why', '--case', 'k5');
    expect(why.stdout).toMatch(
      /^experiment grid-k5\ncompared with experiment grid-k[34]\ncluster\.kmeans\.k: [34] -> 5 \(grid\.yaml:18:25\): 3 cluster/,
    );
    rig.write('grid.yaml', GRID);
  });

  it('has something to do once the matrix has one case more, though the others are done', async () => {
    rig.write(
      'grid.yaml',
      GRID.replace('noisy: { train.labelNoise: 0.2 }', 'noisy: { train.labelNoise: 0.2 }, more: { seed: 8 }'),
    );
    for (const name of ['k3', 'k4', 'noisy']) expect((await rig.run('grid.yaml', '--case', name)).ran).toEqual([]);
    expect([isSettled({ case: 'k3' }), isSettled()]).toEqual([true, false]);
    rig.write('grid.yaml', GRID);
    expect((await rig.run('grid.yaml')).ran).toEqual([]);
    expect(isSettled()).toBe(true);
  });

  it('shows one case, with the place of each value, and says which there are', async () => {
    const which = await pipeline('show');
    expect(which).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('choose one with --case: k3, k4, noisy'),
    });
    rig.env['EPOCHS'] = '2';
    const { stdout } = await pipeline('show', '--case', 'k4', '--origin', '--set', 'models.net-wide-i0.engine=simd');
    rig.env['EPOCHS'] = '1';
    const lines = stdout.split('\n');
    expect(lines.every((line) => /^\S+\t.+\t(grid\.yaml:\d+:\d+|default|--set \S+|environment \w+)$/.test(line))).toBe(
      true,
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        'name\t"grid-k4"\tgrid.yaml:17:1',
        'train.epochs\t2\tenvironment EPOCHS',
        'cluster.kmeans.k\t4\tgrid.yaml:18:25',
        'cluster.kmeans.restarts\t10\tdefault',
        'models.net-narrow-i1.init\t1\tgrid.yaml:12:55',
        'models.net-wide-i0.engine\t"simd"\t--set models.net-wide-i0.engine=simd',
        'architectures.wide[0].dense.units\t16\tgrid.yaml:8:41',
      ]),
    );
    const none = await pipeline('show', '--case', 'k4', '--origin', 'train.epoch');
    expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('did you mean `train.epochs`?') });
    const one = await pipeline('show', '--case', 'k4', '--origin', 'models.net-wide-i0.optimizer');
    expect(one.stdout.split('\n')).toEqual([
      'models.net-wide-i0.optimizer\t"adam"\tgrid.yaml:11:5',
      'models.net-wide-i0.optimizer.adam.learningRate\t0.01\tgrid.yaml:11:40',
      ...['beta1\t0.9', 'beta2\t0.999', 'epsilon\t1e-7', 'weightDecay\t0'].map(
        (rest) => `models.net-wide-i0.optimizer.adam.${rest}\tdefault`,
      ),
    ]);
  });

  it('is compared and completed case by case', async () => {
    const diff = await rig.pipeline('diff', 'grid.yaml#k3', 'grid.yaml#k4', '--json', '--cache', rig.cache);
    expect(JSON.parse(diff.stdout)).toMatchObject({
      before: 'grid.yaml#k3',
      fields: expect.arrayContaining([{ field: 'cluster.kmeans.k', before: 3, after: 4 }]),
    });
    const completed = await rig.pipeline('complete', '--', 'show', 'grid.yaml', '--case', 'k');
    expect(completed.stdout).toBe('k3\t\nk4\t');
  });

  it('looks closer when a declared variable differs, and only then', async () => {
    rig.env['UNDECLARED'] = 'x';
    expect((await rig.run('grid.yaml', '--case', 'k3')).ran).toEqual([]);
    rig.env['EPOCHS'] = '2';
    const { ran } = await rig.run('grid.yaml', '--case', 'k3');
    expect(ran.filter((id) => id.startsWith('train/'))).toEqual(
      expect.arrayContaining(['train/net-narrow-i0@2', 'train/net-narrow-i1@2', 'train/net-wide-i0@2']),
    );
    const why = await pipeline('why', '--case', 'k4');
    expect(why.stdout).toContain('(environment EPOCHS)');
    delete rig.env['EPOCHS'];
  });

  it('is locked and reproduced case by case, whatever the environment has then', async () => {
    rig.env['TABLE'] = 'data/again.csv';
    rig.write('data/again.csv', rig.read('data/iris.csv'));
    expect((await rig.run('grid.yaml')).exitCode).toBe(0);
    expect((await pipeline('lock')).exitCode).toBe(0);
    const locks = ['k3', 'k4', 'noisy'].map((name) => `grid.${name}.lock.json`);
    expect(locks.filter((name) => existsSync(path.join(rig.folder, name)))).toEqual(locks);
    rig.env['TABLE'] = 'nowhere.csv';
    rig.env['EPOCHS'] = '3';
    const again = await rig.pipeline('reproduce', locks[1]);
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^reproduced (\d+) of \1 digests$/m) });
    delete rig.env['EPOCHS'];
    const locked = await pipeline('run', '--locked', '--case', 'k3', '--reporter', 'plain');
    expect(locked.exitCode).toBe(2);
    expect(locked.stderr).toContain('grid.yaml:4:32: error missing-dataset');
    delete rig.env['TABLE'];
  });

  it('validates every case at once', async () => {
    rig.write('wrong.yaml', GRID.replace('[3, 4]', '[0, 100]'));
    const { stderr, exitCode } = await rig.pipeline('validate', 'wrong.yaml');
    expect(exitCode).toBe(2);
    expect(stderr.match(/^wrong.*/gm)).toEqual([
      expect.stringMatching(/^wrong\.yaml:18:22: error out-of-range: /),
      expect.stringMatching(/^wrong\.yaml:18:25: error bad-k: /),
    ]);
    expect(stderr.match(/^ {2}in case .*/gm)).toEqual(['  in case k0', '  in case k100']);
    const right = await rig.pipeline('validate', 'grid.yaml');
    expect(right.stdout).toBe('grid.yaml: ok, 3 experiments');
  });
});
