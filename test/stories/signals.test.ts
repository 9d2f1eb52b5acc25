import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childrenOf, isRunning, ticksOf } from './processes.js';
import { beforeSteps, parseRun, Rig, SMALL } from './rig.js';

/** An epoch takes a minute and more, in one call of WebAssembly after another. */
const ENDLESS = SMALL.replace(', train: 500', '')
  .replace('filters: 4', 'filters: 128')
  .replace('strides: 2, ', '')
  .replace('batchSize: 50', 'batchSize: 200');

/** A worker waits before it does train/A@1, and tells by a file that it does. */
const WAITS = (marker: string) => `if (id === 'train/A@1') {
  require('node:fs').writeFileSync(${JSON.stringify(marker)}, '');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
}`;

describe('a run that is stopped', () => {
  const rig = new Rig();
  const marker = path.join(rig.folder, 'waits');
  beforeAll(async () => {
    rig.write('exp.yaml', ENDLESS);
    await rig.run('exp.yaml', '--only', 'dataset');
    rig.write('waits.cjs', beforeSteps(WAITS(marker)));
  });
  afterAll(() => rig.remove());

  /** Starts training, and gives the workers in the middle of it. */
  async function startTraining() {
    const child = rig.start('run', 'exp.yaml', '--only', 'train/*', '--reporter', 'json', '--cache', rig.cache);
    const workers = () => childrenOf(child.pid ?? 0);
    const isComputing = () => workers().length > 0 && workers().every((pid) => ticksOf(pid) > 100);
    while (!isComputing()) await sleep(50);
    return { child, workers: workers() };
  }

  async function end(workers: readonly number[]): Promise<void> {
    while (workers.some(isRunning)) await sleep(20);
  }

  it.each(['SIGKILL', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s leaves no process, in the middle of an epoch',
    async (signal) => {
      const { child, workers } = await startTraining();
      child.kill(signal);
      const { exitCode, stderr } = await child;
      await end(workers);
      expect(exitCode).toBe(signal === 'SIGKILL' ? undefined : 130);
      expect(stderr).toBe(
        signal === 'SIGKILL' ? '' : 'interrupted; finished steps are kept, and the next run goes on from there',
      );
    },
  );

  it('by a second Ctrl-C is stopped at once; one that comes twice for one key press is one', async () => {
    const { child, workers } = await startTraining();
    const running = ['train/A@1', 'train/B@1'].slice(0, workers.length);
    child.kill('SIGINT');
    child.kill('SIGINT');
    await sleep(600);
    expect([child.exitCode, workers.every(isRunning)]).toEqual([null, true]);
    child.kill('SIGINT');
    const { exitCode, stdout } = await child;
    await end(workers);
    const { ran, stopping } = parseRun(stdout);
    expect([exitCode, ran, stopping?.because, stopping?.ids.toSorted()]).toEqual([130, [], 'signal', running]);
  });

  it('by one Ctrl-C finishes what runs, and starts nothing more', async () => {
    const waiting = new Rig(rig.cache, { NODE_OPTIONS: `--require ${rig.folder}/waits.cjs` });
    waiting.write('exp.yaml', SMALL);
    await waiting.run('exp.yaml', '--only', 'probe');
    rmSync(marker, { force: true });
    const child = waiting.start('run', 'exp.yaml', '--jobs', '1', '--reporter', 'json', '--cache', rig.cache);
    while (!existsSync(marker)) await sleep(10);
    child.kill('SIGINT');
    const { exitCode, stdout, stderr } = await child;
    const run = parseRun(stdout);
    expect([exitCode, run.ran]).toEqual([130, expect.arrayContaining(['train/A@1'])]);
    expect(run.stopping).toEqual({ type: 'stopping', because: 'signal', ids: ['train/A@1'] });
    expect(stderr).toContain('interrupted; finished steps are kept');
    const next = await waiting.run('exp.yaml');
    expect([next.exitCode, next.steps.get('train/A@1')?.outcome]).toEqual([0, 'cached']);
    waiting.remove();
  });
});
