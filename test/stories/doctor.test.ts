import { afterAll, describe, expect, it } from 'vitest';
import { Rig } from './rig.js';

interface Checkup {
  readonly versions: { readonly node: string };
  readonly cores: number;
  readonly cache: { readonly folder: string; readonly writable: boolean };
  readonly engines: readonly { readonly name: string; readonly state: string; readonly remedy?: string }[];
}

describe('doctor says what this machine has', () => {
  const rig = new Rig();
  afterAll(() => rig.remove());

  it('every engine works, or is missing and says how to get it', async () => {
    const { stdout, exitCode } = await rig.pipeline('doctor', '--json');
    const { versions, cores, cache, engines } = JSON.parse(stdout) as Checkup;
    expect(exitCode).toBe(0);
    expect(versions.node).toBe(process.versions.node);
    expect(cores).toBeGreaterThan(0);
    expect(cache).toMatchObject({ folder: rig.cache, writable: true });
    expect(engines[0]).toMatchObject({ name: 'simd', state: 'works', digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    for (const { name, state, remedy } of engines)
      expect([name, state === 'missing' ? remedy : state]).toEqual([
        name,
        state === 'missing' ? expect.stringContaining(`scripts/setup-${name}.mjs`) : 'works',
      ]);
  });

  it('people read the same', async () => {
    const { stdout } = await rig.pipeline('doctor');
    expect(stdout).toContain(`Node ${process.versions.node}, ${process.platform} ${process.arch}`);
    expect(stdout).toMatch(/cache {6}\S+: writable, .* free/);
    expect(stdout).toMatch(/results {4}\S+: writable, .* free/);
    expect(stdout).toContain('terminal   none to draw on (no terminal): run prints plain lines');
    expect(stdout).toMatch(/simd {7}works {4}version \d+, 1 thread a worker, digest [0-9a-f]{12}/);
  });

  it('a folder that takes no files is found by writing into it', async () => {
    const { stdout } = await rig.pipeline('doctor', '--json', '--cache', '/proc/self', '--out', '/sys');
    const { cache, results } = JSON.parse(stdout) as { cache: object; results: object };
    expect(cache).toMatchObject({ writable: false, problem: 'nothing can be made there (ENOENT)' });
    expect(results).toMatchObject({ writable: false, problem: expect.stringContaining('there is no permission') });
    const impossible = await rig.pipeline('doctor', '--cache', '/proc/x');
    expect([impossible.exitCode, impossible.stderr]).toEqual([2, expect.stringMatching(/^error bad-path: .*$/)]);
  });
});
