import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childrenOf } from './processes.js';
import { parseRun, Rig, SMALL } from './rig.js';

/** With few figures, which take the most time. */
const EXPERIMENT = SMALL.replace('[rand, adjustedRand], across: [models, layers]', '[rand], across: [models]');

/** Digests of every artifact of every step: equal records mean equal results. */
function artifactsOf(rig: Rig): Record<string, Record<string, string>> {
  const { steps } = JSON.parse(rig.read('results/small/run.json')) as {
    steps: Record<string, { artifacts: Record<string, string> }>;
  };
  return Object.fromEntries(Object.entries(steps).map(([id, step]) => [id, step.artifacts]));
}

describe('trouble on the way', () => {
  const reference = new Rig();
  let expected: Record<string, Record<string, string>>;

  beforeAll(async () => {
    reference.write('exp.yaml', EXPERIMENT);
    await reference.run('exp.yaml');
    expected = artifactsOf(reference);
  });
  afterAll(() => reference.remove());

  it('Ctrl-C stops with 130, and the next run goes on from there to the same bytes', async () => {
    const rig = new Rig();
    rig.write('exp.yaml', EXPERIMENT);
    const child = rig.start('run', 'exp.yaml', '--reporter', 'json', '--cache', rig.cache);
    let interrupted = false;
    child.stdout.on('data', (text: Buffer) => {
      if (interrupted || !text.includes('"train/')) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    const { stdout, stderr, exitCode } = await child;
    expect(exitCode).toBe(130);
    expect(stderr).toContain('interrupted; finished steps are kept');
    const done = parseRun(stdout).ran;
    const resumed = await rig.run('exp.yaml');
    expect(resumed.exitCode).toBe(0);
    for (const id of done) expect([id, resumed.steps.get(id)?.outcome]).toEqual([id, 'cached']);
    expect(artifactsOf(rig)).toEqual(expected);
    rig.remove();
  });

  it('SIGKILL in the middle loses nothing that was finished', async () => {
    const rig = new Rig();
    rig.write('exp.yaml', EXPERIMENT);
    const child = rig.start('run', 'exp.yaml', '--reporter', 'json', '--cache', rig.cache);
    child.stdout.on('data', (text: Buffer) => text.includes('"train/') && child.kill('SIGKILL'));
    expect((await child).stderr).toBe('');
    expect((await rig.run('exp.yaml')).exitCode).toBe(0);
    expect(artifactsOf(rig)).toEqual(expected);
    rig.remove();
  });

  it('three runs at once share the work and agree', async () => {
    const rig = new Rig();
    rig.write('exp.yaml', EXPERIMENT);
    const runs = await Promise.all(['one', 'two', 'three'].map((out) => rig.run('exp.yaml', '--out', out)));
    expect(runs.map(({ exitCode, stderr }) => (exitCode === 0 ? '' : stderr))).toEqual(['', '', '']);
    const ran = runs.flatMap((run) => run.ran);
    expect(ran.length).toBe(new Set(ran).size);
    const [one, two, three] = ['one', 'two', 'three'].map((out) => rig.read(`${out}/small/similarity.csv`));
    expect([two, three]).toEqual([one, one]);
    rig.remove();
  });

  it('an object whose bytes changed is found when read, made again, and reported', async () => {
    const rig = new Rig(reference.cache);
    flipBit(reference.cache, expected['reduce/A@1/conv1/pca']['scores.npy']);
    rig.write('exp.yaml', EXPERIMENT.replace('k: 10', 'k: 7'));
    const run = await rig.run('exp.yaml');
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toContain('its bytes changed on disk; making it again: reduce/A@1/conv1/pca');
    expect(run.ran).toContain('reduce/A@1/conv1/pca');
    rig.remove();
  });

  it('however many objects changed, each is made again, also where two steps meet the same one', async () => {
    const rig = new Rig(reference.cache);
    flipBit(reference.cache, expected.probe['samples.npy']);
    const captures = ['capture/A@1', 'capture/A@2', 'capture/B@1', 'capture/B@2'];
    for (const id of captures) {
      for (const digest of Object.values(expected[id])) flipBit(reference.cache, digest);
    }
    rig.write('exp.yaml', EXPERIMENT.replace('components: 8', 'components: 5'));
    const run = await rig.run('exp.yaml', '--only', 'reduce/*');
    expect([run.exitCode, run.withOutcome('failed')]).toEqual([0, []]);
    for (const id of ['probe', ...captures]) expect(run.ran).toContain(id);
    rig.remove();
  });

  it('an object of the report that changed is found when it is copied, and made again', async () => {
    flipBit(reference.cache, expected.page['report.html']);
    const run = await reference.run('exp.yaml', '--out', 'elsewhere');
    expect([run.exitCode, run.ran]).toEqual([0, ['page']]);
    expect(run.stderr).toContain('its bytes changed on disk; making it again');
    expect(reference.read('elsewhere/small/report.html')).toBe(reference.read('results/small/report.html'));
    expect(artifactsOf(reference)).toEqual(expected);
  });

  it('a reader that goes away does not stop the work', async () => {
    const rig = new Rig(reference.cache);
    rig.write('exp.yaml', EXPERIMENT.replace('restarts: 2', 'restarts: 3'));
    const child = rig.start('run', 'exp.yaml', '--reporter', 'json', '--cache', rig.cache);
    child.stdout.once('data', () => child.stdout.destroy());
    expect((await child).exitCode).toBe(0);
    expect((await rig.run('exp.yaml')).finished).toMatchObject({ ran: 0, failed: 0 });
    rig.remove();
  });

  it('a cache that takes no more writes serves what it has', async () => {
    rmSync(path.join(reference.cache, 'history'), { recursive: true });
    writeFileSync(path.join(reference.cache, 'history'), 'no folder');
    const run = await reference.run('exp.yaml');
    expect([run.exitCode, run.stderr, run.ran]).toEqual([0, '', []]);
    rmSync(path.join(reference.cache, 'history'));
  });

  it('a manifest that was cut short is no hit', async () => {
    const { steps } = JSON.parse(reference.read('results/small/run.json')) as {
      steps: Record<string, { key: string }>;
    };
    const { key } = steps['compare/models/conv1@1/pca/kmeans/labels/rand'];
    writeFileSync(path.join(reference.cache, 'steps', key.slice(0, 2), `${key.slice(2)}.json`), '{"seal":');
    const { ran } = await reference.run('exp.yaml');
    expect(ran).toEqual(['compare/models/conv1@1/pca/kmeans/labels/rand']);
  });

  it('a worker that dies is replaced', async () => {
    const rig = new Rig();
    rig.write('exp.yaml', EXPERIMENT);
    const child = rig.start('run', 'exp.yaml', '--reporter', 'json', '--cache', rig.cache);
    while (childrenOf(child.pid ?? 0).length === 0) await sleep(10);
    await sleep(100);
    for (const pid of childrenOf(child.pid ?? 0)) process.kill(pid, 'SIGKILL');
    const { exitCode, stdout } = await child;
    expect(exitCode).toBe(0);
    expect(parseRun(stdout).retries[0]).toMatchObject({
      retry: 1,
      retries: 2,
      failure: { code: 'worker-died', message: expect.stringContaining('(SIGKILL)') },
    });
    expect(artifactsOf(rig)).toEqual(expected);
    rig.remove();
  });

  it('a diverging model stops with a reason, and the others finish', async () => {
    const rig = new Rig(reference.cache);
    rig.write('exp.yaml', EXPERIMENT.replace('learningRate: 0.02', 'learningRate: 1e9'));
    const run = await rig.run('exp.yaml');
    expect(run.exitCode).toBe(1);
    expect(run.withOutcome('failed').map(({ id, failure }) => [id, failure?.code])).toEqual([
      ['train/A@1', 'diverged'],
    ]);
    expect(run.steps.get('capture/A@1')?.outcome).toBe('skipped');
    expect(run.steps.get('label/B@2/fc1/pca/kmeans')?.outcome).toBe('cached');
    rig.remove();
  });
});

function flipBit(cache: string, digest: string): void {
  const file = path.join(cache, 'objects', digest.slice(0, 2), digest.slice(2));
  const bytes = readFileSync(file);
  bytes[bytes.length - 1] ^= 1;
  chmodSync(file, 0o644);
  writeFileSync(file, bytes);
}
