import {
  chmodSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { settledRun as SettledRun } from '../../src/cli/settled.js';
import { Rig, SMALL } from './rig.js';

/** As the command line sees it: the joined program is part of the circumstances. */
const { settledRun } = (await import(path.resolve('dist/cli/settled.js'))) as { settledRun: typeof SettledRun };

interface RunJson {
  readonly steps: Readonly<
    Record<
      string,
      { readonly key: string; readonly outcome: string; readonly artifacts: Readonly<Record<string, string>> }
    >
  >;
}

describe('a run after one that left nothing to do', () => {
  const rig = new Rig();
  let run: RunJson;
  const isSettled = (...set: string[]) =>
    settledRun(path.join(rig.folder, 'exp.yaml'), { set, cache: rig.cache, out: path.join(rig.folder, 'results') }) !==
    undefined;
  const objectFile = (digest: string) => path.join(rig.cache, 'objects', digest.slice(0, 2), digest.slice(2));
  const manifestFile = (key: string) => path.join(rig.cache, 'steps', key.slice(0, 2), `${key.slice(2)}.json`);
  const record = () => {
    const folder = path.join(rig.cache, 'settled');
    const name = readdirSync(folder).find((file) => !file.endsWith('.files.json')) ?? '';
    return path.join(folder, name);
  };

  beforeAll(async () => {
    rig.write('exp.yaml', SMALL);
    await rig.run('exp.yaml');
    run = JSON.parse(rig.read('results/small/run.json')) as RunJson;
  });
  afterAll(() => rig.remove());

  it('knows so at once, says the same, and leaves the results as they are', async () => {
    expect(isSettled()).toBe(true);
    const before = rig.read('results/small/run.json');
    const { steps, finished, exitCode } = await rig.run('exp.yaml');
    expect([exitCode, [...steps.keys()]]).toEqual([0, Object.keys(run.steps)]);
    expect(finished).toMatchObject({ ran: 0, cached: Object.keys(run.steps).length, skipped: 0, failed: 0 });
    expect(rig.read('results/small/run.json')).toBe(before);
    expect(isSettled()).toBe(true);
  });

  /** Makes a change, asks, and takes it back. */
  const settledWith = (file: string, change: (file: string) => void): boolean => {
    const [bytes, { atime, mtime }] = [readFileSync(file), statSync(file)];
    chmodSync(file, 0o644);
    change(file);
    const answer = isSettled();
    writeFileSync(file, bytes);
    utimesSync(file, atime, mtime);
    return answer;
  };
  const flipped = (at: number) => (file: string) => {
    const bytes = readFileSync(file);
    bytes[at % bytes.length] ^= 1;
    writeFileSync(file, bytes);
  };

  it('looks closer when anything that decides the steps differs', () => {
    const experiment = path.join(rig.folder, 'exp.yaml');
    expect(settledWith(experiment, (file) => writeFileSync(file, `${SMALL}# a comment\n`))).toBe(false);
    expect(isSettled('cluster.kmeans.k=9')).toBe(false);
    expect(isSettled()).toBe(true);
  });

  it('looks closer when anything of the cache or the results is not as it was left', () => {
    const { key, artifacts } = run.steps['cluster/A@1/conv1/pca/kmeans'];
    const object = objectFile(artifacts['assignments.npy']);
    const results = path.join(rig.folder, 'results/small');
    const changes: readonly (readonly [file: string, change: (file: string) => void])[] = [
      [object, rmSync],
      [object, (file) => truncateSync(file, 10)],
      [manifestFile(key), rmSync],
      [manifestFile(key), flipped(99)],
      [path.join(rig.cache, 'history/small.json'), flipped(99)],
      [path.join(results, 'run.json'), flipped(99)],
      [path.join(results, 'similarity.csv'), rmSync],
      [path.join(results, 'report.html'), flipped(999)],
    ];
    for (const [file, change] of changes) expect([file, settledWith(file, change)]).toEqual([file, false]);
    expect(isSettled()).toBe(true);
  });

  it('believes no record of which a single bit changed', () => {
    fc.assert(
      fc.property(fc.nat(), (at) => {
        expect(settledWith(record(), flipped(at))).toBe(false);
      }),
      { numRuns: 50 },
    );
    expect(isSettled()).toBe(true);
  });

  it('makes what is missing, and is settled again', async () => {
    rmSync(objectFile(run.steps['label/B@2/fc1/pca/kmeans'].artifacts['labels.npy']));
    const mended = await rig.run('exp.yaml');
    expect([mended.exitCode, mended.ran]).toEqual([0, ['label/B@2/fc1/pca/kmeans']]);
    expect(isSettled()).toBe(true);
  });

  it('is settled for the changes of --set too, each with its own record, but in the results of the last run only', async () => {
    await rig.run('exp.yaml', '--set', 'cluster.kmeans.k=9');
    expect([isSettled(), isSettled('cluster.kmeans.k=9')]).toEqual([false, true]);
    const back = await rig.run('exp.yaml');
    expect([back.ran, isSettled(), isSettled('cluster.kmeans.k=9')]).toEqual([[], true, false]);
  });

  it('never takes part of an experiment for all of it', async () => {
    const other = new Rig(rig.cache);
    other.write('exp.yaml', SMALL.replace('seed: 7', 'seed: 8'));
    await other.run('exp.yaml', '--only', 'probe');
    const rest = await other.run('exp.yaml', '--only', 'train/A@1');
    expect(rest.ran).toEqual(['train/A@1']);
    expect(settledRun(path.join(other.folder, 'exp.yaml'), { set: [], cache: rig.cache })).toBeUndefined();
    other.remove();
  });
});
