import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findGarbage, removeGarbage } from '../../src/store/collect.js';
import { digestOf, type Fingerprint, type Key, keyOf } from '../../src/store/fingerprint.js';
import { statOf } from '../../src/store/inventory.js';
import { manifestName, objectName } from '../../src/store/layout.js';
import { Leases } from '../../src/store/lease.js';
import { type Manifest, Store } from '../../src/store/store.js';

const DAY_MS = 86_400_000;

function fingerprint(name: string): Fingerprint {
  return { kind: 'kindred step', stage: 'other', version: 1, params: { name }, inputs: {} };
}

describe('the collector', () => {
  let root: string;
  let store: Store;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'kindred-collect-'));
    store = new Store(root);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** Publishes a step whose files were last used a number of days ago. */
  function publish(name: string, days: number, ...contents: string[]): Key {
    const files = new Map(contents.map((text, index) => [`${index}`, Buffer.from(text)]));
    const manifest = store.publish({ fingerprint: fingerprint(name), files, seconds: () => 1, host: 'here' });
    const key = keyOf(fingerprint(name));
    for (const file of [manifestName(key), ...objectsOf(manifest)]) age(file, days);
    return key;
  }

  const objectsOf = ({ artifacts }: Manifest) => Object.values(artifacts).map(({ digest }) => objectName(digest));

  function age(file: string, days: number): void {
    const then = new Date(Date.now() - days * DAY_MS);
    utimesSync(path.join(root, file), then, then);
  }

  const find = (keep: Key[] = [], lastUse: [Key, number][] = []) => {
    const policy = { usedBefore: Date.now() - 30 * DAY_MS };
    return findGarbage({ root, policy, keep: new Set(keep), lastUse: new Map(lastUse) });
  };
  const collect = () => removeGarbage(root, find()).map(({ name }) => name);

  it('removes old steps with the objects that no other step has', () => {
    const old = publish('old', 40, 'shared', 'its own');
    const own = objectName(digestOf(Buffer.from('its own')));
    const young = publish('young', 1, 'shared');
    expect(collect()).toEqual([manifestName(old), own]);
    expect([store.find(old), store.find(young)]).toEqual([undefined, store.recall(young)]);
    expect(collect()).toEqual([]);
  });

  it('keeps what is to be kept, and what a later run used', () => {
    const [kept, used] = [publish('kept', 40, 'a'), publish('used', 40, 'b')];
    const gone = publish('gone', 40, 'c');
    const { steps } = find([kept], [[used, Date.now()]]);
    expect(steps.map(({ key }) => key)).toEqual([gone]);
  });

  it('while a run is under way, keeps what it made or used and the step that is leased', () => {
    const [used, leased, other] = [publish('used', 40, 'a'), publish('leased', 40, 'b'), publish('other', 40, 'c')];
    const leases = new Leases(root);
    leases.announceRun();
    store.markUsed(used);
    leases.acquire(leased);
    const findAll = () => findGarbage({ root, policy: { everythingElse: true }, keep: new Set(), lastUse: new Map() });
    expect(findAll().steps.map(({ key }) => key)).toEqual([other]);
    leases.releaseAll();
    expect(findAll().steps.length).toBe(3);
  });

  it('spares what came into use after it was looked for', () => {
    const [first, second, third] = [publish('1', 40, 'a'), publish('2', 40, 'b'), publish('3', 40, 'c')];
    const garbage = find();
    store.markUsed(first);
    // Another step makes bytes that are there already: its object is part of a publication now.
    publish('4', 0, 'b');
    removeGarbage(root, garbage);
    expect(store.find(first)).toBeDefined();
    expect([store.find(second), store.find(third)]).toEqual([undefined, undefined]);
    expect(store.find(keyOf(fingerprint('4')))).toBeDefined();
  });

  it('leaves an object that no manifest names until its publication must be over', () => {
    const key = publish('1', 1, 'a');
    const object = objectName(digestOf(Buffer.from('a')));
    rmSync(path.join(root, manifestName(key)));
    age(object, 0);
    expect(collect()).toEqual([]);
    age(object, 1);
    expect(collect()).toEqual([object]);
  });

  it('removes what dead writers left, and nothing that it does not know', () => {
    mkdirSync(path.join(root, 'objects/ab'), { recursive: true });
    mkdirSync(path.join(root, 'leases'));
    const dead = 2 ** 22 + 1;
    const left = [`objects/ab/cd.${dead}.001122334455.tmp`, `leases/${'ab'.repeat(32)}.json`];
    writeFileSync(path.join(root, left[0]), 'half');
    writeFileSync(path.join(root, left[1]), JSON.stringify({ host: 'elsewhere', pid: 1, user: 'them', started: '' }));
    age(left[1], 1);
    const others = [`objects/ab/cd.${process.pid}.001122334455.tmp`, 'objects/notes.txt', 'sources.json'];
    for (const name of others) writeFileSync(path.join(root, name), 'whole');
    expect(collect().sort()).toEqual(left.sort());
    expect(others.every((name) => existsSync(path.join(root, name)))).toBe(true);
    expect(statOf(root, left[0])).toBeUndefined();
  });
});
