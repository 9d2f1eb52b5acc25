import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Content } from '../../src/store/atomic-file.js';
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
  const publish = (content: Content, seconds = 1) =>
    store.publish({
      fingerprint: FINGERPRINT,
      files: new Map([['file', content]]),
      seconds: () => seconds,
      host: 'here',
    });
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
    expect(names()).toEqual([DIGEST.slice(2), `${KEY.slice(2)}.json`].sort());
  });

  const names = () =>
    readdirSync(store.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();

  it('what is published in pieces is the same object, and its time counts their making', () => {
    for (const seconds of [0, 1]) {
      let isMade = false;
      function* pieces() {
        yield BYTES.subarray(0, 4);
        yield BYTES.subarray(4);
        isMade = true;
      }
      const manifest = store.publish({
        fingerprint: FINGERPRINT,
        files: new Map([['file', pieces()]]),
        seconds: () => (isMade ? seconds : Number.NaN),
        host: 'here',
      });
      expect(manifest).toMatchObject({ seconds, artifacts: { file: { digest: DIGEST, size: BYTES.length } } });
      expect(Buffer.concat([...store.pieces(DIGEST)])).toEqual(BYTES);
      expect(names()).toEqual([DIGEST.slice(2), `${KEY.slice(2)}.json`].sort());
      rmSync(objectFile(DIGEST));
      mkdirSync(objectFile(DIGEST));
    }
  });

  it('pieces that end in an error leave nothing, also not those of other artifacts', () => {
    function* broken() {
      yield BYTES;
      throw new CorruptObject(DIGEST);
    }
    const files = new Map<string, Content>([
      ['whole', [BYTES]],
      ['broken', broken()],
    ]);
    expect(() => store.publish({ fingerprint: FINGERPRINT, files, seconds: () => 1, host: 'here' })).toThrow(
      CorruptObject,
    );
    expect(names()).toEqual([]);
  });

  it('pieces of a corrupt or missing object end in an error', () => {
    publish([BYTES]);
    overwrite(objectFile(DIGEST), 'ACTIVATIONS');
    expect(() => [...store.pieces(DIGEST)]).toThrow(CorruptObject);
    rmSync(objectFile(DIGEST));
    expect(() => [...store.pieces(DIGEST)]).toThrow(CorruptObject);
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
