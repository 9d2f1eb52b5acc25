import { cpSync, readdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Key } from '../../src/store/fingerprint.js';
import { Store } from '../../src/store/store.js';
import { contentOf } from '../stages/store-rig.js';
import { Rig, TINY } from './rig.js';

interface LockJson {
  readonly steps: Record<string, string>;
  readonly stages: Record<string, { root: string }>;
  readonly results: Record<string, string>;
}

describe('a locked experiment', () => {
  const rig = new Rig();
  const lock = () => JSON.parse(rig.read('exp.lock.json')) as LockJson;
  const countOf = ({ steps, stages, results }: LockJson) =>
    [steps, stages, results].reduce((sum, part) => sum + Object.keys(part).length, 0);

  beforeAll(async () => {
    rig.write('exp.yaml', TINY);
    expect(await rig.pipeline('lock', 'exp.yaml')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('error not-cached: '),
    });
    expect((await rig.run('exp.yaml')).exitCode).toBe(0);
    expect((await rig.pipeline('lock', 'exp.yaml')).exitCode).toBe(0);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rig.remove();
  });

  it('has the same bytes each time it is made, and no path or host in it', async () => {
    const first = rig.read('exp.lock.json');
    rig.write('exp.yaml', TINY);
    await rig.pipeline('lock', 'exp.yaml');
    expect(rig.read('exp.lock.json')).toBe(first);
    expect(first).not.toContain(rig.folder);
    expect(Object.keys(lock().steps)).toContain('train/A@1');
    expect(Object.keys(lock().results)).toEqual(expect.arrayContaining(['report.html', 'similarity.csv']));
  });

  it('runs from nothing to the same digests, in another place, time zone and language, whatever the file holds by now', async () => {
    vi.stubEnv('TZ', 'Asia/Kolkata');
    vi.stubEnv('LANG', 'de_DE.UTF-8');
    rig.write('elsewhere/exp.lock.json', rig.read('exp.lock.json'));
    rig.write('elsewhere/exp.yaml', TINY.replace('k: 10', 'k: 9'));
    const again = await rig.pipeline('reproduce', 'elsewhere/exp.lock.json', '--jobs', '1', '--out', 'again');
    const all = countOf(lock());
    expect(again).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(new RegExp(`^reproduced ${all} of ${all} digests$`, 'm')),
    });
    expect(again.stderr).toContain('elsewhere/exp.yaml has changed since it was locked');
    expect(again.stderr).toMatch(/cluster\.kmeans\.k: 10 -> 9 \(elsewhere\/exp\.yaml:19:\d+\)$/m);
    for (const name of Object.keys(lock().results)) {
      if (!name.endsWith('.png')) expect(rig.read(`again/tiny/${name}`)).toBe(rig.read(`results/tiny/${name}`));
    }
  });

  it('run --locked refuses what differs, field by field, before anything is computed', async () => {
    rig.write('exp.yaml', TINY.replace('seed: 7', 'seed: 8').replace('learningRate: 0.02', 'learningRate: 0.03'));
    const drifted = await rig.pipeline('run', 'exp.yaml', '--locked', '--set', 'train.batchSize=25');
    expect(drifted.exitCode).toBe(2);
    expect(drifted.stdout).toBe('');
    expect(drifted.stderr.split('\n')).toEqual([
      'error drift: exp.yaml would not make what exp.lock.json has',
      '  seed: 7 -> 8 (exp.yaml:4:7)',
      expect.stringMatching(/^ {2}models\.A\.optimizer\.momentum\.learningRate: 0\.02 -> 0\.03 \(exp\.yaml:15:\d+\)$/),
      '  train.batchSize: 50 -> 25 (--set train.batchSize=25)',
      expect.stringContaining('pipeline lock'),
    ]);
    rig.write('exp.yaml', TINY.replace('# a small experiment', '# comments and layout may differ'));
    const all = countOf(lock());
    const same = await rig.pipeline('run', 'exp.yaml', '--locked');
    expect(same).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`reproduced ${all} of ${all} digests`) });
  });

  it('says of a lock that is broken or missing how to come by one', async () => {
    rig.write('broken.yaml', TINY);
    const missing = await rig.pipeline('run', 'broken.yaml', '--locked');
    rig.write('broken.lock.json', JSON.stringify({ ...lock(), steps: { dataset: 'many' } }));
    const broken = await rig.pipeline('reproduce', 'broken.lock.json');
    expect([missing.exitCode, broken.exitCode]).toEqual([2, 2]);
    expect(missing.stderr).toMatch(/^error bad-lock: broken\.lock\.json: .*\n {2}`pipeline lock` writes it/);
    expect(broken.stderr).toContain('lock/steps/dataset must match pattern');
  });

  it('reproduces into nothing but an empty folder', async () => {
    const full = await rig.pipeline('reproduce', 'exp.lock.json', '--cache', 'cache');
    expect(full).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('cache is not an empty folder') });
  });

  describe('verify --rerun', () => {
    it('runs cached steps again without touching the cache', async () => {
      const before = contentOf(rig.cache);
      const { stdout, exitCode } = await rig.pipeline('verify', 'exp.yaml', '--rerun', 'train/A@2', 'label/*');
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^train\/A@2: ran in/m);
      expect(stdout).toContain('3 of 3 steps made the same bytes again');
      expect(contentOf(rig.cache)).toEqual(before);
      expect(readdirSync(rig.folder).filter((name) => name.includes('.rerun-'))).toEqual([]);
    });

    it('finds a step whose cached bytes are not what it makes, and so does a locked run', async () => {
      const forged = 'label/A@2/fc1/pca/kmeans';
      const store = new Store(rig.cache);
      const key = lock().steps[forged].split(' ')[0] as Key;
      const manifest = store.find(key);
      if (manifest === undefined) throw new Error('it was cached');
      const files = Object.entries(manifest.artifacts).map(([name, { digest }]) => [name, store.read(digest)] as const);
      cpSync(rig.cache, `${rig.cache}.forged`, { recursive: true });
      rmSync(`${rig.cache}.forged/steps/${key.slice(0, 2)}/${key.slice(2)}.json`);
      const summary = Buffer.from(
        JSON.stringify({ ...JSON.parse(String(new Map(files).get('summary.json'))), ties: [9] }),
      );
      new Store(`${rig.cache}.forged`).publish({
        ...manifest,
        files: new Map([...files, ['summary.json', summary]]),
        seconds: () => 1,
      });

      const verified = await rig.pipeline('verify', 'exp.yaml', '--rerun', 'label/*', '--cache', 'cache.forged');
      expect(verified).toMatchObject({
        exitCode: 1,
        stdout: expect.stringContaining('1 of 2 steps made the same bytes again'),
        stderr: expect.stringContaining(`${forged}: other bytes in summary.json`),
      });
      const locked = await rig.pipeline('run', 'exp.yaml', '--locked', '--cache', 'cache.forged');
      expect(locked.exitCode).toBe(1);
      expect(locked.stderr).toContain(`${forged}: made other bytes from the same inputs`);
      expect(locked.stdout).toMatch(/reproduced \d+ of \d+ digests$/);
    });
  });
});
