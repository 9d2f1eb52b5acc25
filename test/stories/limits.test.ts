import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayEndOtherwise, pauseMs } from '../../src/runner/retries.js';
import type { StepFailure } from '../../src/stages/stage.js';
import { beforeSteps, Rig, SMALL } from './rig.js';

/** An epoch of all images takes more than a second, and more than 100 MB. */
const LONG = SMALL.replace(', train: 500', '').replace('filters: 4', 'filters: 32').replace('strides: 2, ', '');

describe('how an experiment is run', () => {
  const rig = new Rig();
  const training = (text: string, ...args: string[]) => {
    rig.write('exp.yaml', text);
    return rig.run('exp.yaml', '--only', 'train/*', '--jobs', '1', ...args);
  };
  const dying = (step: string): Rig => {
    const other = new Rig(rig.cache, { NODE_OPTIONS: `--require ${rig.folder}/dies.cjs` });
    rig.write('dies.cjs', beforeSteps(`if (id === '${step}') process.kill(process.pid, 'SIGKILL');`));
    return other;
  };

  beforeAll(async () => {
    rig.write('exp.yaml', LONG);
    await rig.run('exp.yaml', '--only', 'probe');
  });
  afterAll(() => rig.remove());

  it('a step that takes longer than its limit is stopped, fails with the place of the limit, and others run', async () => {
    const run = await training(`${LONG}run: { stages: { train: { timeout: 1s } } }\n`);
    expect(run.exitCode).toBe(1);
    expect(run.steps.get('train/A@1')?.failure).toMatchObject({
      code: 'timed-out',
      message: 'exp.yaml:22:36: the step took longer than its limit of 1s, and was stopped',
      hint: expect.stringContaining('`stages: { train: { timeout: … } }`'),
    });
    expect([run.retries, run.steps.get('train/B@1')?.failure?.code]).toEqual([[], 'timed-out']);
  });

  it('a step that takes more memory than its worker may is stopped', async () => {
    const run = await training(`${LONG}run: { memory: 100MB, stages: { probe: { memory: none } } }\n`);
    const failure = run.steps.get('train/A@1')?.failure;
    expect(failure).toMatchObject({ code: 'out-of-memory', hint: expect.stringContaining('raise `memory` in `run`') });
    expect(failure?.message).toMatch(/^exp.yaml:22:16: the step's process took \d+ MB, more than its limit of 100MB/);
    expect([run.exitCode, run.retries.length]).toEqual([1, 0]);
  });

  it('a worker that dies again and again is tried again as often as the experiment says', async () => {
    const other = dying('train/A@1');
    other.write('exp.yaml', `${SMALL}run: { retries: 9, stages: { train: { retries: 1 } } }\n`);
    const run = await other.run('exp.yaml', '--only', 'train/*');
    expect(run.retries.map(({ id, retry, retries }) => [id, retry, retries])).toEqual([['train/A@1', 1, 1]]);
    expect(run.withOutcome('failed').map(({ id, failure }) => [id, failure?.code])).toEqual([
      ['train/A@1', 'worker-died'],
    ]);
    expect([run.exitCode, run.steps.get('train/B@2')?.outcome]).toEqual([1, 'ran']);
    const plain = await other.pipeline('run', 'exp.yaml', '--only', 'train/*', '--cache', rig.cache);
    expect(plain.stderr).toContain(
      'note: train/A@1: the worker process ended in the middle of the step (SIGKILL); trying again in 0.1 s (retry 1 of 1)\n',
    );
    other.remove();
  });

  it('what fails fast starts no more steps, unless the call says to keep going', async () => {
    const other = dying('train/A@1');
    const text = SMALL.replace('seed: 7', 'seed: 8');
    other.write('exp.yaml', `${text}run: { jobs: 1, retries: 0, failFast: true }\n`);
    const fast = await other.run('exp.yaml', '--only', 'train/A@*', 'train/B@*');
    expect([fast.exitCode, fast.stopping]).toEqual([1, { type: 'stopping', because: 'failure', ids: [] }]);
    expect(fast.withOutcome('failed').map(({ id }) => id)).toEqual(['train/A@1']);
    expect(fast.finished).toMatchObject({ failed: 1, skipped: 5 - fast.ran.length - 1 });
    const all = await other.run('exp.yaml', '--only', 'train/A@*', 'train/B@*', '--keep-going');
    expect([all.exitCode, all.stopping, all.steps.get('train/B@2')?.outcome]).toEqual([1, undefined, 'ran']);
    other.write('exp.yaml', `${text}run: { retries: 0 }\n`);
    const asked = await other.run('exp.yaml', '--only', 'train/A@*', '--fail-fast', '--jobs', '1');
    expect(asked.stopping).toMatchObject({ because: 'failure' });
    const both = await other.pipeline('run', 'exp.yaml', '--fail-fast', '--keep-going');
    expect([both.exitCode, both.stderr]).toEqual([2, expect.stringContaining('cannot be used with option')]);
    other.remove();
  });

  it('another run section, of a run that left nothing to do too, runs nothing, and is what holds', async () => {
    const other = new Rig(rig.cache);
    const text = SMALL.replace('epochs: 2', 'epochs: 1').replace('epochs: [1, 2]', 'epochs: [1]');
    other.write('exp.yaml', text);
    expect((await other.run('exp.yaml')).exitCode).toBe(0);
    const runJson = other.read('results/small/run.json');
    other.write('exp.yaml', `${text}run: { jobs: 3, retries: 0, timeout: 1s, memory: 100MB, failFast: true }\n`);
    const again = await other.run('exp.yaml');
    expect([again.exitCode, again.ran, other.read('results/small/run.json')]).toEqual([0, [], runJson]);
    const shown = (await other.pipeline('show', 'exp.yaml', '--set', 'run.stages.train.retries=4')).stdout;
    expect(shown.slice(shown.indexOf('run:')).split('\n')).toEqual([
      'run:',
      '  jobs: 3 # exp.yaml:22:14',
      '  failFast: true # exp.yaml:22:67',
      '  retries: 0 # exp.yaml:22:26',
      '  timeout: 1s # exp.yaml:22:38',
      '  memory: 100MB # exp.yaml:22:50',
      '  stages:',
      '    train:',
      '      retries: 4 # --set run.stages.train.retries=4',
      '      timeout: 1s # exp.yaml:22:38',
      '      memory: 100MB # exp.yaml:22:50',
    ]);
    other.remove();
  });
});

describe('another attempt', () => {
  const death = (code: StepFailure['code'], wasUsed = false) =>
    mayEndOtherwise({ type: 'died', id: 'probe', failure: { code, message: '' }, wasUsed });

  it('is made after a death from outside, and in a process that has done nothing before', () => {
    expect([death('worker-died'), death('out-of-memory', true)]).toEqual([true, true]);
    expect([death('out-of-memory'), death('timed-out'), death('timed-out', true)]).toEqual([false, false, false]);
  });

  it('comes after a pause that grows to half a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 99].map(pauseMs)).toEqual([100, 400, 1600, 6400, 25_600, 30_000, 30_000]);
  });
});
