import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { writeFlowers } from './flowers.js';
import { COMMAND, Rig } from './rig.js';

describe('a machine that gives too little', () => {
  const rig = new Rig();
  writeFlowers(rig);
  afterAll(() => rig.remove());

  /** Runs after a line of the shell that takes something away. */
  function run(limit: string, env: Record<string, string> = {}) {
    const line = `${limit}; exec ${process.execPath} ${COMMAND} run exp.yaml --reporter plain`;
    return execa('bash', ['-c', line], { cwd: rig.folder, reject: false, env: { NO_COLOR: '1', ...env } });
  }

  it('of open files is told in one line', async () => {
    const { exitCode, stderr } = await run('ulimit -n 25');
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^error too-few-means: .*raise `ulimit -n` \(EMFILE\).*$/),
    ]);
  });

  it('of memory for JavaScript is told in one line', async () => {
    const { exitCode, stderr } = await run(':', { NODE_OPTIONS: '--max-old-space-size=8' });
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^error too-few-means: .*--max-old-space-size.*$/)]);
  });

  it('of address space fails steps with a reason', async () => {
    const { exitCode, stderr } = await run('ulimit -v 2000000');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('failed (out-of-memory)');
    expect(stderr).not.toMatch(/\n\s+at |internal/);
  });

  it('a worker that does not start says why, once', async () => {
    rig.write('once.cjs', `process.env.NODE_OPTIONS = '--require ./nowhere.cjs';`);
    const { exitCode, stderr } = await run('rm -rf cache', { NODE_OPTIONS: '--require ./once.cjs' });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "failed (worker-not-started): the worker process did not start: Error: Cannot find module './nowhere.cjs'",
    );
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
