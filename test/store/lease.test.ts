import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { execaNode } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Key } from '../../src/store/fingerprint.js';
import { Leases } from '../../src/store/lease.js';

const KEY = 'ab'.repeat(32) as Key;

describe('leases', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'kindred-lease-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const file = () => path.join(root, 'leases', `${KEY}.json`);

  it('a held lease names its owner; a released one is free', () => {
    const [one, two] = [new Leases(root), new Leases(root)];
    expect(one.acquire(KEY)).toBeUndefined();
    expect(two.acquire(KEY)).toEqual({ host: hostname(), pid: process.pid });
    one.release(KEY);
    expect(two.acquire(KEY)).toBeUndefined();
    two.releaseAll();
  });

  it('the lease of a dead process, or one silent for long, is taken over', () => {
    const leases = new Leases(root);
    leases.acquire(KEY);
    leases.releaseAll();
    writeFileSync(file(), JSON.stringify({ host: hostname(), pid: 2 ** 22 + 1 }));
    expect(leases.acquire(KEY)).toBeUndefined();
    leases.releaseAll();
    writeFileSync(file(), JSON.stringify({ host: 'elsewhere', pid: 1 }));
    expect(leases.acquire(KEY)).toEqual({ host: 'elsewhere', pid: 1 });
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(file(), longAgo, longAgo);
    expect(leases.acquire(KEY)).toBeUndefined();
    leases.releaseAll();
  });

  it('a lease that is not fully written yet is not taken for a dead one', () => {
    const leases = new Leases(root);
    leases.acquire(KEY);
    leases.releaseAll();
    writeFileSync(file(), '');
    expect(leases.acquire(KEY)).toEqual({ host: 'an unknown host', pid: 0 });
  });

  it('of many processes that ask at once, one gets it', async () => {
    const module = path.resolve('dist/store/lease.js');
    const program = `import { Leases } from ${JSON.stringify(module)};
      const leases = new Leases(${JSON.stringify(root)});
      let won = 0;
      for (let i = 0; i < 300; i++) won += leases.acquire(String(i)) === undefined ? 1 : 0;
      process.stdout.write(String(won));
      process.stdin.on('end', () => process.exit(0)).resume();`;
    const script = path.join(root, 'ask.mjs');
    writeFileSync(script, program);
    const children = [1, 2, 3].map(() => execaNode(script, { stdin: 'pipe' }));
    const won = await Promise.all(
      children.map(
        (child) =>
          new Promise<number>((resolve) =>
            child.stdout.once('data', (text: Buffer) => resolve(Number(text.toString()))),
          ),
      ),
    );
    for (const child of children) child.stdin.end();
    await Promise.all(children);
    expect(won.reduce((sum, one) => sum + one, 0)).toBe(300);
  });
});
