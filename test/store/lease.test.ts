import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execaNode } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Key } from '../../src/store/fingerprint.js';
import { Leases } from '../../src/store/lease.js';
import { type Owner, thisProcess } from '../../src/store/owner.js';
import { surveyLeases } from '../../src/store/survey-leases.js';

const KEY = 'ab'.repeat(32) as Key;

describe('leases', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'kindred-lease-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const file = () => path.join(root, 'leases', `${KEY}.json`);

  const elsewhere: Owner = { host: 'elsewhere', pid: 1, user: 'ann', started: '5' };
  const leaveBehind = (text: string) => {
    mkdirSync(path.dirname(file()), { recursive: true });
    writeFileSync(file(), text);
  };

  it('a held lease names its owner; a released one is free', () => {
    const [one, two] = [new Leases(root), new Leases(root)];
    expect(one.acquire(KEY)).toBeUndefined();
    expect(two.acquire(KEY)).toEqual(thisProcess());
    one.release(KEY);
    expect(two.acquire(KEY)).toBeUndefined();
    two.releaseAll();
    expect(readdirSync(path.dirname(file()))).toEqual([]);
  });

  it('the lease of a dead process of this host is taken over at once, also where its number was given away again', () => {
    const leases = new Leases(root);
    for (const dead of [{ pid: 2 ** 22 + 1 }, { started: 'earlier' }]) {
      leaveBehind(JSON.stringify({ ...thisProcess(), ...dead }));
      expect(leases.acquire(KEY)).toBeUndefined();
      leases.releaseAll();
    }
  });

  it.each([-86_400, 0, 86_400])(
    'a silent owner elsewhere is given up 20 s after it was first seen, with its clock %i s ahead',
    (ahead) => {
      let now = 0;
      const leases = new Leases(root, { now: () => now });
      leaveBehind(JSON.stringify(elsewhere));
      const beat = (seconds: number) =>
        utimesSync(file(), Date.now() / 1000 + ahead + seconds, Date.now() / 1000 + ahead + seconds);
      beat(0);
      expect(leases.acquire(KEY)).toEqual(elsewhere);
      now = 19_000;
      beat(2);
      expect(leases.acquire(KEY)).toEqual(elsewhere);
      now = 38_000;
      expect(leases.acquire(KEY)).toEqual(elsewhere);
      now = 39_100;
      expect(leases.acquire(KEY)).toBeUndefined();
      leases.releaseAll();
    },
  );

  it('a lease that another runner took over is left to it', () => {
    const leases = new Leases(root);
    leases.acquire(KEY);
    writeFileSync(file(), JSON.stringify(elsewhere));
    leases.release(KEY);
    expect(leases.acquire(KEY)).toEqual(elsewhere);
  });

  it.each([
    '',
    '{"host":"here',
    'null',
    '[]',
    '7',
    '{"host":1,"pid":"1"}',
    `{"pid":${'9'.repeat(400)}}`,
    'x'.repeat(5000),
  ])('a lease that names nobody, torn by a power failure or no lease at all, is taken over at once: %.20s', (text) => {
    const leases = new Leases(root);
    leaveBehind(text);
    expect(leases.acquire(KEY)).toBeUndefined();
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual(thisProcess());
    leases.releaseAll();
  });

  it('so is a folder in its place', () => {
    mkdirSync(path.join(file(), 'inner'), { recursive: true });
    expect(surveyLeases(root).dead.map(({ name }) => name)).toEqual([`leases/${KEY}.json`]);
    const leases = new Leases(root);
    expect(leases.acquire(KEY)).toBeUndefined();
    leases.releaseAll();
    expect(readdirSync(path.dirname(file()))).toEqual([]);
  });

  it('releasing never fails: what cannot be removed expires', () => {
    const leases = new Leases(root);
    leases.acquire(KEY);
    rmSync(root, { recursive: true });
    writeFileSync(root, '');
    leases.release(KEY);
    leases.releaseAll();
  });

  it('our own lease that could not be removed is free', () => {
    const [one, two] = [new Leases(root), new Leases(root)];
    expect(one.acquire(KEY)).toBeUndefined();
    const text = readFileSync(file());
    one.release(KEY);
    leaveBehind(text.toString());
    expect(two.acquire(KEY)).toBeUndefined();
    two.releaseAll();
  });

  it('the lease of a dead owner which cannot be removed is an error, since waiting would not help', () => {
    // There is no room in the name for what it is renamed to.
    const long = 'a'.repeat(245) as Key;
    mkdirSync(path.dirname(file()));
    writeFileSync(
      path.join(path.dirname(file()), `${long}.json`),
      JSON.stringify({ ...thisProcess(), started: 'earlier' }),
    );
    expect(() => new Leases(root).acquire(long)).toThrow('ENAMETOOLONG');
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
