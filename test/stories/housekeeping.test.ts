import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rig, TINY } from './rig.js';

interface RunJson {
  readonly steps: Record<string, { readonly key: string; readonly artifacts: Record<string, string> }>;
}

describe('housekeeping', () => {
  const rig = new Rig();
  const runJson = () => JSON.parse(rig.read('results/tiny/run.json')) as RunJson;
  const artifactsOf = ({ steps }: RunJson) => Object.entries(steps).map(([id, { artifacts }]) => [id, artifacts]);
  const inCache = (...parts: string[]) => path.join(rig.cache, ...parts);
  const verify = async (...args: string[]) => {
    const { stdout, exitCode } = await rig.pipeline('cache', 'verify', '--json', ...args);
    return { exitCode, ...(JSON.parse(stdout) as { problems: { kind: string; file: string }[]; objects: number }) };
  };
  const uncached = async (...args: string[]) => {
    const { stdout } = await rig.pipeline('plan', '--json', ...args);
    const { steps } = JSON.parse(stdout) as { steps: { status: string }[] };
    return steps.filter(({ status }) => status !== 'cached').length;
  };
  let first: RunJson;

  beforeAll(async () => {
    rig.write('exp.yaml', TINY);
    const { exitCode, stderr } = await rig.run('exp.yaml', '--cache-cap', '2MB');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /^note: the cache holds \d+\.\d MB, more than 2\.0 MB; `pipeline cache gc --max-size 2\.0MB` shows/,
    );
    first = runJson();
  });
  afterAll(() => rig.remove());

  const firstObjectOf = (step: string) => {
    const [digest] = Object.values(first.steps[step].artifacts);
    return path.join('objects', digest.slice(0, 2), digest.slice(2));
  };
  const manifestOf = (step: string) => {
    const { key } = first.steps[step];
    return path.join('steps', key.slice(0, 2), `${key.slice(2)}.json`);
  };

  it('verify finds everything that is wrong; --repair removes it, and the next run makes it again', async () => {
    expect(await verify()).toMatchObject({ exitCode: 0, problems: [] });
    const corrupt = firstObjectOf('capture/A@2');
    const bytes = readFileSync(inCache(corrupt));
    bytes[bytes.length - 1] ^= 1;
    chmodSync(inCache(corrupt), 0o644);
    writeFileSync(inCache(corrupt), bytes);
    const cut = manifestOf('label/A@2/fc1/pca/kmeans');
    truncateSync(inCache(cut), 100);
    const dead = 2 ** 22 + 1;
    const leftover = `objects/00/11.${dead}.001122334455.tmp`;
    mkdirSync(inCache('objects/00'), { recursive: true });
    writeFileSync(inCache(leftover), 'half');
    const lease = `leases/${'ab'.repeat(32)}.json`;
    writeFileSync(inCache(lease), JSON.stringify({ host: 'elsewhere', pid: 1, user: 'them', started: '' }));
    utimesSync(inCache(lease), new Date(0), new Date(0));

    const found = await verify('--repair');
    expect(found.exitCode).toBe(1);
    expect(found.problems.map(({ kind, file }) => [kind, file]).sort()).toEqual(
      [
        ['bad-manifest', cut],
        ['corrupt-object', corrupt],
        ['dead-lease', lease],
        ['incomplete-step', manifestOf('capture/A@2')],
        ['leftover-file', leftover],
      ].sort(),
    );
    expect([corrupt, cut, lease, leftover].filter((file) => existsSync(inCache(file)))).toEqual([]);
    expect(await verify()).toMatchObject({ exitCode: 0, problems: [] });
    const { ran } = await rig.run('exp.yaml');
    expect(ran.sort()).toEqual(['capture/A@2', 'label/A@2/fc1/pca/kmeans']);
    expect(artifactsOf(runJson())).toEqual(artifactsOf(first));
  });

  it('gc shows first, removes with --yes, and keeps all that a kept experiment reaches', async () => {
    rig.write('other.yaml', TINY.replace('k: 10', 'k: 7').replace('name: tiny', 'name: other'));
    const { ran } = await rig.run('other.yaml');
    const before = await verify();
    const shown = await rig.pipeline('cache', 'gc', '--keep', 'exp.yaml');
    expect(shown).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/would remove .*nothing is removed without --yes$/),
    });
    expect(await verify()).toEqual(before);

    const { stdout } = await rig.pipeline('cache', 'gc', '--keep', 'exp.yaml', '--yes', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ removed: true, steps: ran.length });
    expect(await verify()).toMatchObject({ exitCode: 0 });
    expect([await uncached('exp.yaml'), await uncached('other.yaml')]).toEqual([0, ran.length]);
  });

  it('gc by age takes what no run has used since, though a run that found everything computed nothing', async () => {
    const longAgo = new Date(Date.now() - 40 * 86_400_000);
    for (const name of readdirSync(rig.cache, { recursive: true }).map(String)) {
      if (statSync(inCache(name)).isFile()) utimesSync(inCache(name), longAgo, longAgo);
    }
    const oldSteps = async () => {
      const { stdout } = await rig.pipeline('cache', 'gc', '--older-than', '30d', '--json');
      return (JSON.parse(stdout) as { steps: number }).steps;
    };
    expect(await oldSteps()).toBe(Object.keys(first.steps).length);
    expect((await rig.run('exp.yaml')).ran).toEqual([]);
    expect(await oldSteps()).toBe(0);
  });

  it('a kept experiment that cannot be read, or a quantity that is none, removes nothing', async () => {
    rig.write('bad.yaml', 'version: 1');
    const bad = await rig.pipeline('cache', 'gc', '--keep', 'exp.yaml', 'bad.yaml', '--yes');
    const age = await rig.pipeline('cache', 'gc', '--older-than', '30', '--yes');
    expect([bad.exitCode, age.exitCode]).toEqual([2, 2]);
    expect(age.stderr).toContain('expected a number with s, m, h, d or w, such as 30d');
    expect(await uncached('exp.yaml')).toBe(0);
  });

  it('an exported experiment is cached where it is imported, and exports to the same bytes', async () => {
    expect((await rig.pipeline('cache', 'export', 'exp.tar', 'exp.yaml')).exitCode).toBe(0);
    expect((await rig.pipeline('cache', 'import', 'exp.tar', '--cache', 'other')).exitCode).toBe(0);
    expect(await uncached('exp.yaml', '--cache', 'other')).toBe(0);
    await rig.pipeline('cache', 'export', 'again.tar', 'exp.yaml', '--cache', 'other');
    const [first, again] = ['exp.tar', 'again.tar'].map((name) => readFileSync(path.join(rig.folder, name)));
    expect(again.equals(first)).toBe(true);
    const lacking = await rig.pipeline('cache', 'export', 'none.tar', 'other.yaml');
    expect(lacking).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('error not-cached: ') });
  });

  it('gc by size makes room', async () => {
    const { stdout } = await rig.pipeline('cache', 'gc', '--max-size', '1MB', '--yes', '--json');
    const { bytes, bytesBefore } = JSON.parse(stdout) as { bytes: number; bytesBefore: number };
    expect(bytesBefore - bytes).toBeLessThan(1.1e6);
    expect(await verify()).toMatchObject({ exitCode: 0, bytes: expect.toSatisfy((size: number) => size <= 1e6) });
  });
});
