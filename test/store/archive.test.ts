import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportSteps } from '../../src/store/export-steps.js';
import { type Fingerprint, keyOf } from '../../src/store/fingerprint.js';
import { importSteps } from '../../src/store/import-steps.js';
import { Store } from '../../src/store/store.js';
import { verifyCache } from '../../src/store/verify.js';

const progress = () => {};
const fingerprint = (name: string): Fingerprint => {
  return { kind: 'kindred step', stage: 'other', version: 1, params: { name }, inputs: {} };
};

describe('an archive of steps', () => {
  let folder: string;
  let archive: string;
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'kindred-archive-'));
    archive = path.join(folder, 'steps.tar');
    store = new Store(path.join(folder, 'cache'));
    for (const name of ['one', 'two']) publish(store, name, `bytes of ${name}`);
    await exportAll(store.root, archive);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function publish(into: Store, name: string, ...contents: string[]) {
    const files = new Map(['shared', ...contents].map((text, index) => [`${index}`, Buffer.from(text)]));
    return into.publish({ fingerprint: fingerprint(name), files, seconds: () => 1, host: 'here' });
  }

  async function exportAll(root: string, file: string) {
    const steps = [...new Store(root).manifests()].map((manifest) => ({ key: keyOf(manifest.fingerprint), manifest }));
    return await exportSteps({ root, steps, file, progress });
  }

  it('gives a fresh cache the same steps, and that cache makes the same archive', async () => {
    const other = new Store(path.join(folder, 'other'));
    expect(await importSteps(other.root, archive, progress)).toMatchObject({ steps: 2, objects: 3 });
    expect([...other.manifests()]).toEqual([...store.manifests()]);
    expect(verifyCache(other.root, progress).problems).toEqual([]);
    await exportAll(other.root, path.join(folder, 'again.tar'));
    expect(readFileSync(path.join(folder, 'again.tar'))).toEqual(readFileSync(archive));
  });

  it('with a byte changed, or cut short, is taken whole and right or not at all', async () => {
    const whole = readFileSync(archive);
    const position = fc.integer({ min: 0, max: whole.length - 1 });
    const damaged = path.join(folder, 'damaged.tar');
    await fc.assert(
      fc.asyncProperty(position, fc.integer({ min: 1, max: 255 }), fc.boolean(), async (at, change, isCut) => {
        const bytes = Buffer.from(whole);
        bytes[at] ^= change;
        writeFileSync(damaged, isCut ? whole.subarray(0, at) : bytes);
        const other = new Store(mkdtempSync(path.join(folder, 'other-')));
        const result = await importSteps(other.root, damaged, progress);
        const taken = [...other.manifests()];
        expect(taken).toEqual('problem' in result ? [] : [...store.manifests()]);
        expect(verifyCache(other.root, progress).problems).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('is not taken where a step has other bytes already', async () => {
    const other = new Store(path.join(folder, 'other'));
    const here = publish(other, 'two', 'something else');
    expect(await importSteps(other.root, archive, progress)).toEqual({
      problem: expect.stringContaining('has other bytes in this cache'),
    });
    expect([...other.manifests()]).toEqual([here]);
  });

  it('is not written from a corrupt object', async () => {
    const { artifacts } = publish(store, 'three', 'short-lived');
    rmSync(path.join(store.root, 'objects', artifacts['1'].digest.slice(0, 2)), { recursive: true });
    const target = path.join(folder, 'none.tar');
    expect(await exportAll(store.root, target)).toEqual({ corrupt: artifacts['1'].digest });
    expect(() => readFileSync(target)).toThrow('ENOENT');
  });
});
