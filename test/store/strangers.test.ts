import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Store } from '../../src/store/store.js';
import { rewriteSealed, StrangersRig, sealed } from './strangers-rig.js';

type Content = Record<string, unknown> & {
  fingerprint: Record<string, unknown> & { params: Record<string, unknown> };
  artifacts: Record<string, Record<string, unknown>>;
};
type Malformation = (content: Content) => unknown;

const artifacts =
  (value: unknown): Malformation =>
  (content) => ({ ...content, artifacts: value });
const score =
  (value: unknown): Malformation =>
  (content) => ({ ...content, artifacts: { ...content.artifacts, 'score.json': value } });
const also =
  (name: string): Malformation =>
  (content) => ({ ...content, artifacts: { ...content.artifacts, [name]: content.artifacts['score.json'] } });
const without =
  (name: string): Malformation =>
  ({ [name]: _, ...rest }) =>
    rest;
const fingerprint =
  (part: object): Malformation =>
  (content) => ({ ...content, fingerprint: { ...content.fingerprint, ...part } });
const digest = (text: string) => score({ digest: text, size: 3 });

const MALFORMED: Readonly<Record<string, Malformation>> = {
  'artifacts null': artifacts(null),
  'artifacts missing': without('artifacts'),
  'artifacts a text': artifacts('all of them'),
  'artifacts a list': artifacts([{ digest: 'ab'.repeat(32), size: 1 }]),
  'artifacts empty': artifacts({}),
  'an artifact null': score(null),
  'an artifact a text': score('ab'.repeat(32)),
  'an artifact without a digest': score({ size: 3 }),
  'an artifact without a size': score({ digest: 'ab'.repeat(32) }),
  'a size that is a text': score({ digest: 'ab'.repeat(32), size: '3' }),
  'a negative size': score({ digest: 'ab'.repeat(32), size: -1 }),
  'a huge size': score({ digest: 'ab'.repeat(32), size: 1e300 }),
  'a size with a fraction': score({ digest: 'ab'.repeat(32), size: 1.5 }),
  'a digest that is a path': digest('../../../../etc/passwd'),
  'a digest in upper case': digest('AB'.repeat(32)),
  'a short digest': digest('ab'),
  'a digest with a line end': digest(`${'ab'.repeat(32)}\n`),
  'a list as a digest': score({ digest: ['ab'.repeat(32)], size: 3 }),
  'another artifact': also('weights.bin'),
  'an artifact above the folder': also('../score.json'),
  'an artifact at the root': also('/etc/cron'),
  'an artifact with control characters': also('a\u001b[2Jb'),
  'an artifact named __proto__': ({ artifacts: all, ...rest }) =>
    JSON.parse(JSON.stringify({ ...rest, artifacts: { ...all, proto: null } }).replace('"proto"', '"__proto__"')),
  'an artifact with a long name': also('a'.repeat(5000)),
  'an artifact missing': ({ artifacts: { 'score.json': _, ...all }, ...rest }) => ({ ...rest, artifacts: all }),
  'no fingerprint': without('fingerprint'),
  'a fingerprint null': (content) => ({ ...content, fingerprint: null }),
  'a fingerprint that is a list': (content) => ({ ...content, fingerprint: [] }),
  'a fingerprint of another key': fingerprint({ params: {} }),
  'a stage that is a number': fingerprint({ stage: 7 }),
  'a version that is a text': fingerprint({ version: '1' }),
  'params null': fingerprint({ params: null }),
  'inputs a text': fingerprint({ inputs: 'all' }),
  'inputs null': fingerprint({ inputs: { samples: null } }),
  'seconds a text': (content) => ({ ...content, seconds: 'long' }),
  'seconds null': (content) => ({ ...content, seconds: null }),
  'seconds negative': (content) => ({ ...content, seconds: -3 }),
  'host a number': (content) => ({ ...content, host: 7 }),
  'host null': (content) => ({ ...content, host: null }),
  'a long host': (content) => ({ ...content, host: 'h'.repeat(1e5) }),
};

describe('a cache that strangers filled', () => {
  const rig = new StrangersRig();
  beforeAll(async () => {
    expect(await rig.runs()).toMatchObject({ status: 0, stderr: '' });
  });
  afterAll(() => rig.remove());

  /** With a `train` manifest changed: every command ends as it should, `verify` names it, and it is made again. */
  async function play(change: (file: string, content: Content) => void): Promise<void> {
    const manifest = rig.ofStage('train');
    const file = rig.fileOf(manifest);
    change(file, JSON.parse(JSON.stringify(manifest)) as Content);
    const looks = await rig.look('train/A@1');
    expect(looks.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0]);
    const { status, stderr, stdout } = await rig.verify();
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('bad-manifest: ') });
    expect([...looks.map((look) => look.stdout + look.stderr), stderr, stdout].join('')).not.toMatch(UNPRINTABLE);
    expect(await rig.runs()).toMatchObject({ status: 0, stderr: '' });
    expect(await rig.verify()).toMatchObject({ status: 0, stderr: '' });
  }

  it.each(Object.entries(MALFORMED))('does not believe a sealed manifest with %s', async (_, malform) => {
    await play((file, content) => writeFileSync(file, sealed(malform(content))));
  });

  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const folder = (file: string) => mkdirSync(path.join(file, 'inner'), { recursive: true });
  const linkTo = (target: string) => (file: string) => symlinkSync(target, file);
  const text = (content: string) => (file: string) => writeFileSync(file, content);
  it.each<readonly [string, (file: string) => void]>([
    ['nothing', text('')],
    ['null', text('null')],
    ['a number', text('1e999')],
    ['deep nesting', text(`{"fingerprint":${deep(100_000)}}`)],
    ['a folder in its place', folder],
    ['a link to nowhere', linkTo('nowhere')],
    ['a link to a device', linkTo('/dev/zero')],
    ['a link to a folder', linkTo('..')],
  ])('nor %s', async (_, spoil) => {
    await play((file) => {
      rmSync(file);
      spoil(file);
    });
  });

  it('an object that is a folder is corrupt, and made again', async () => {
    const [{ digest: lost }] = Object.values(rig.ofStage('reduce').artifacts);
    rmSync(rig.objectFile(lost));
    mkdirSync(path.join(rig.objectFile(lost), 'inner'), { recursive: true });
    expect((await rig.verify()).stderr).toContain('corrupt-object: ');
    expect(await rig.runs()).toMatchObject({ status: 0 });
    expect(await rig.verify()).toMatchObject({ status: 0 });
  });

  it('believes what it does not know: stages and versions of other releases are no damage', async () => {
    const { fingerprint: known, artifacts: made, ...rest } = rig.ofStage('train');
    const store = new Store(rig.cache);
    for (const other of [{ stage: 'dream' }, { version: 999 }]) {
      store.putManifest({
        ...rest,
        fingerprint: { ...known, ...other },
        artifacts: { 'dream.bin': made['score.json'] },
      });
    }
    expect(await rig.verify()).toMatchObject({ status: 0, stderr: '' });
    expect((await rig.ls()).stdout).toContain('dream');
    for (const { status } of await rig.look('train/A@1')) expect(status).toBe(0);
  });

  it('links that lead in circles are no end', async () => {
    symlinkSync('.', path.join(rig.cache, 'circle'));
    symlinkSync('..', path.join(rig.cache, 'steps', 'back'));
    expect(await rig.verify()).toMatchObject({ status: 0 });
    rmSync(path.join(rig.cache, 'circle'));
    rmSync(path.join(rig.cache, 'steps', 'back'));
  });

  it('whatever a sealed manifest, the history, the record of a settled run or of sources says, no command breaks', async () => {
    const settled = () => filesIn('settled').filter((file) => !file.endsWith('.files.json'));
    const targets: Readonly<Record<string, (change: (value: unknown) => unknown) => void>> = {
      manifest: (change) => {
        const manifest = rig.ofStage('train');
        const file = rig.fileOf(manifest);
        writeFileSync(file, resealed(change(JSON.parse(JSON.stringify(manifest)))));
      },
      history: (change) => {
        for (const file of filesIn('history'))
          writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))) ?? '');
      },
      settled: (change) => {
        for (const file of settled()) rewriteSealed(file, change);
      },
      sources: (change) => {
        writeFileSync(path.join(rig.cache, 'sources.json'), '{"seal":"","value":{"a":{"stamp":"1","digest":"2"}}}');
        rewriteSealed(path.join(rig.cache, 'sources.json'), change);
      },
    };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(targets)), mutations, async (target, mutation) => {
        targets[target](mutation);
        for (const { status } of await rig.look('train/A@1')) expect(status).toBe(0);
        expect((await rig.verify()).status).toBeLessThan(2);
        expect(await rig.runs()).toMatchObject({ status: 0, stderr: '' });
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 120_000);

  function filesIn(folder: string): string[] {
    return readdirSync(path.join(rig.cache, folder)).map((name) => path.join(rig.cache, folder, name));
  }
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for.
const UNPRINTABLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

/** Puts some value in place of one somewhere in another, or takes it away. */
const mutations = fc
  .tuple(
    fc.infiniteStream(fc.nat()),
    fc.oneof(fc.jsonValue(), fc.constantFrom('__proto__', '../..', -1, 1e308, null)),
    fc.boolean(),
  )
  .map(
    ([choices, value, isRemoved]) =>
      (whole: unknown) =>
        mutated(whole, choices, isRemoved ? undefined : value),
  );

function mutated(value: unknown, choices: Iterator<number>, by: unknown): unknown {
  const isLeaf = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
  const choice = Number(choices.next().value);
  if (isLeaf || choice % 5 === 0) return by;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  const names = Object.keys(copy);
  const name = names[choice % names.length];
  copy[name] = mutated(copy[name], choices, by);
  return copy;
}

function resealed(value: unknown): string {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? sealed(JSON.parse(JSON.stringify(value))) : String(JSON.stringify(value));
}
