import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Digest, digestOf, type Fingerprint, keyOf } from '../../src/store/fingerprint.js';
import { CorruptObject, Disagreement, Store } from '../../src/store/store.js';

const FINGERPRINT: Fingerprint = { kind: 'kindred step', stage: 'test', version: 1, params: { seed: 1 }, inputs: {} };
const KEY = keyOf(FINGERPRINT);
const BYTES = Buffer.from('activations');
const DIGEST = digestOf(BYTES);

describe('the store', () => {
  let store: Store;
  beforeEach(() => {
    store = new Store(mkdtempSync(path.join(tmpdir(), 'kindred-store-')));
  });
  afterEach(() => rmSync(store.root, { recursive: true, force: true }));

  const objectFile = (digest: Digest) => path.join(store.root, 'objects', digest.slice(0, 2), digest.slice(2));
  const manifestFile = () => path.join(store.root, 'steps', KEY.slice(0, 2), `${KEY.slice(2)}.json`);
  const publish = (bytes: Uint8Array, seconds = 1) =>
    store.publish({ fingerprint: FINGERPRINT, files: new Map([['file', bytes]]), seconds, host: 'here' });
  const overwrite = (file: string, text: string) => {
    chmodSync(file, 0o644);
    writeFileSync(file, text);
  };

  it('what was published is found, whether or not it was worth flushing, and nothing else is left', () => {
    for (const seconds of [0, 1]) {
      const manifest = publish(BYTES, seconds);
      expect(store.find(KEY)?.artifacts).toEqual(manifest.artifacts);
      expect(store.read(DIGEST)).toEqual(BYTES);
    }
    const names = readdirSync(store.root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(names.map(({ name }) => name).sort()).toEqual([DIGEST.slice(2), `${KEY.slice(2)}.json`].sort());
  });

  it('an object whose bytes changed at the same size is refused, and mended by the next step that makes it', () => {
    publish(BYTES);
    overwrite(objectFile(DIGEST), 'ACTIVATIONS');
    expect(() => store.read(DIGEST)).toThrow(CorruptObject);
    publish(BYTES);
    expect(store.read(DIGEST)).toEqual(BYTES);
  });

  it('what cannot be read is no hit and no object, instead of an error', () => {
    publish(BYTES);
    rmSync(objectFile(DIGEST));
    mkdirSync(objectFile(DIGEST));
    expect(() => store.read(DIGEST)).toThrow(CorruptObject);
    rmSync(manifestFile());
    mkdirSync(manifestFile());
    expect(store.find(KEY)).toBeUndefined();
  });

  it('only what is corrupt is dropped', () => {
    publish(BYTES);
    expect(store.discard(DIGEST)).toBe(false);
    overwrite(objectFile(DIGEST), 'ACTIVATIONS');
    expect(store.discard(DIGEST)).toBe(true);
    expect(store.find(KEY)).toBeUndefined();
  });

  it('other bytes for a key are a disagreement, and the first stay', () => {
    publish(BYTES);
    const before = readFileSync(manifestFile());
    expect(() => publish(Buffer.from('other'))).toThrow(Disagreement);
    expect(readFileSync(manifestFile())).toEqual(before);
  });

  it('a manifest that was cut short is replaced', () => {
    publish(BYTES);
    writeFileSync(manifestFile(), readFileSync(manifestFile()).subarray(0, 40));
    expect(store.find(KEY)).toBeUndefined();
    publish(BYTES);
    expect(store.find(KEY)).toBeDefined();
  });
});
