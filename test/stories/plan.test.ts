import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/cli/commands/plan.js';
import { tableText } from '../runner/random-experiment.js';
import { Rig } from './rig.js';

const TINY = `version: 1
name: tiny
dataset: { use: { csv: { file: data.csv, label: kind, test: 0.5 } } }
probe: { split: test, size: 15 }
architectures:
  small:
    - dense: { name: hidden, units: 4, activation: relu }
    - dense: { name: logits, units: 3 }
models:
  A: { architecture: small, init: 0, optimizer: sgd }
  B: { architecture: small, init: 1, optimizer: adam }
train: { epochs: 2, batchSize: 10 }
capture: { layers: [hidden], epochs: [1, 2] }
reduce: { pca: { components: 2 } }
cluster: { kmeans: { k: 3, restarts: 1 } }
`;

describe('a plan', () => {
  const rig = new Rig();
  beforeAll(() => {
    rig.write('data.csv', tableText());
    rig.write('exp.yaml', TINY);
  });
  afterAll(() => rig.remove());

  const plan = (...args: string[]) => rig.pipeline('plan', 'exp.yaml', '--cache', rig.cache, ...args);
  const planned = async (...args: string[]) => JSON.parse((await plan('--json', ...args)).stdout) as Plan;

  it('of an experiment that never ran says what runs first, and what it costs by typical rates alone', async () => {
    const { stdout, exitCode } = await plan();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^train +0 +4 +0 +\? +\?$/m);
    expect(stdout).toMatch(
      /runs: dataset\n\nno run has recorded what all of this costs; by typical rates about [\d.]+ s with \d+ jobs?$/,
    );
    expect(await planned()).toMatchObject({ estimatedSeconds: null, typicalSeconds: expect.any(Number) });
    expect((await plan('--check')).exitCode).toBe(3);
  });

  it('with nothing to do says so, also by its exit status, and whether it looks at each step or not', async () => {
    await rig.run('exp.yaml');
    const atOnce = await plan('--check');
    expect(atOnce.exitCode).toBe(0);
    expect(atOnce.stdout).toMatch(/^all +0 +0 +71\n\nnothing to do$/m);
    rig.write('exp.yaml', `${TINY}# a comment\n`);
    expect(await plan('--check')).toEqual(atOnce);
    rig.write('exp.yaml', TINY);
  });

  it('estimates times and bytes from the steps that were recorded, in all and for each model', async () => {
    const more = ['--set', 'train.epochs=4', '--set', 'capture.epochs=[1,2,4]'];
    const { stdout, exitCode } = await plan('--check', '--jobs', '1', ...more);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^train +4 +0 +4 +[\d.]+ s +[\d.]+ kB$/m);
    expect(stdout).toMatch(/^model .*\nA +2 +4 +10 +[\d.]+ s +[\d.]+ kB\nB +2 +4 +10 /m);
    expect(stdout).toMatch(/about [\d.]+ s with 1 job, [\d.]+ s if all is spared that may be; writes [\d.]+ kB$/);
    const { steps, models, leastSeconds, estimatedSeconds, estimatedBytes, ...rest } = await planned(...more);
    expect(rest).toMatchObject({
      typicalSeconds: null,
      jobs: expect.any(Number),
      engines: [{ name: 'simd', models: ['A', 'B'] }],
    });
    expect(Object.keys(steps[0]).sort()).toEqual(['bytes', 'id', 'key', 'model', 'seconds', 'stage', 'status']);
    const ahead = steps.find(({ id }) => id === 'capture/B@4');
    expect(ahead).toMatchObject({ status: 'may run', model: 'B', waitsFor: 'needs', because: ['train/B@4'] });
    expect(models.map(({ model, run, mayRun, cached }) => [model, run, mayRun, cached])).toEqual([
      ['A', 2, 4, 10],
      ['B', 2, 4, 10],
    ]);
    expect(leastSeconds).toBeLessThanOrEqual(estimatedSeconds ?? 0);
    expect(estimatedBytes).toBe(steps.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0));
    await rig.run('exp.yaml', ...more, '--only', 'train/B@3');
    const shown = await rig.pipeline('show', 'exp.yaml', 'train/B@3', '--cache', rig.cache, ...more);
    const { manifest } = JSON.parse(shown.stdout) as {
      manifest: { artifacts: Readonly<Record<string, { size: number }>> };
    };
    const written = Object.values(manifest.artifacts).reduce((sum, { size }) => sum + size, 0);
    const expected = steps.find(({ id }) => id === 'train/B@3')?.bytes ?? 0;
    expect(Math.abs(written - expected)).toBeLessThan(0.02 * written);
  });

  it('knows that of two models which differ only in name one is trained, and the run says nothing of waiting', async () => {
    const twins = TINY.replace(
      /^ {2}A: .*\n {2}B: .*$/m,
      '  A: &a { architecture: small, init: 7, optimizer: sgd }\n  B: *a',
    ).replace('name: tiny', 'name: twins');
    rig.write('twins.yaml', twins);
    const { stdout } = await rig.pipeline('plan', 'twins.yaml', '--json', '--cache', rig.cache);
    const statusOf = new Map((JSON.parse(stdout) as Plan).steps.map(({ id, status }) => [id, status]));
    expect([statusOf.get('train/A@1'), statusOf.get('train/B@1')]).toEqual(['run', 'may run']);
    const why = await rig.pipeline('why', 'twins.yaml', 'train/B@1', '--cache', rig.cache);
    expect(why.stdout).toContain('may run: it is the same as train/A@1, and is spared if that succeeds');
    const { steps, stderr } = await rig.run('twins.yaml', '--jobs', '2');
    expect([steps.get('train/A@1')?.outcome, steps.get('train/B@1')?.outcome]).toEqual(['ran', 'cached']);
    expect(stderr).toBe('');
  });
});
