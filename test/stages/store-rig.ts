import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StageName } from '../../src/stages/stage.js';
import { type Digest, digestOf, type Fingerprint, type Key, keyOf } from '../../src/store/fingerprint.js';
import { type Manifest, Store } from '../../src/store/store.js';
import { Rig } from '../stories/rig.js';

/** A store that remembers what it was asked for. */
export class RecordingStore extends Store {
  readonly reads = new Set<Digest>();
  readonly lookups = new Set<Key>();

  override read(digest: Digest): Uint8Array {
    this.reads.add(digest);
    return super.read(digest);
  }

  override find(key: Key): Manifest | undefined {
    this.lookups.add(key);
    return super.find(key);
  }

  override recall(key: Key): Manifest | undefined {
    this.lookups.add(key);
    return super.recall(key);
  }

  override *manifests(): Iterable<Manifest> {
    for (const manifest of super.manifests()) {
      this.lookups.add(keyOf(manifest.fingerprint));
      yield manifest;
    }
  }
}

/** A cache that the real command line filled, and folders of stores with parts of it. */
export class StoreRig {
  readonly #rig = new Rig();
  readonly cache = this.#rig.cache;
  readonly #folders = mkdtempSync(path.join(tmpdir(), 'kindred-stores-'));

  async fill(experiment: string, ...args: string[]): Promise<void> {
    this.#rig.write('exp.yaml', experiment);
    const { exitCode, stderr } = await this.#rig.run('exp.yaml', ...args);
    if (exitCode !== 0) throw new Error(stderr);
  }

  /** What the command line recorded of a stage's steps, in a fixed order. */
  manifestsOf(stage: StageName): Manifest[] {
    return [...new Store(this.cache).manifests()].filter(({ fingerprint }) => fingerprint.stage === stage);
  }

  /** A fresh store with the step's inputs and nothing else. */
  storeFor(fingerprint: Fingerprint): RecordingStore {
    const store = new RecordingStore(mkdtempSync(path.join(this.#folders, 'store-')));
    for (const digest of inputsOf(fingerprint)) {
      mkdirSync(path.dirname(objectFile(store, digest)), { recursive: true });
      copyFileSync(objectFile(this, digest), objectFile(store, digest));
    }
    return store;
  }

  remove(): void {
    this.#rig.remove();
    rmSync(this.#folders, { recursive: true, force: true });
  }
}

export function inputsOf({ inputs }: Fingerprint): Digest[] {
  return [...new Set(Object.values(inputs).flat())];
}

export function objectFile(place: StoreRig | Store, digest: Digest): string {
  const root = place instanceof StoreRig ? place.cache : place.root;
  return path.join(root, 'objects', digest.slice(0, 2), digest.slice(2));
}

/** Every file of a folder with its content. */
export function contentOf(folder: string): Map<string, Digest> {
  const names = readdirSync(folder, { recursive: true }).map(String).sort();
  const files = names.filter((name) => statSync(path.join(folder, name)).isFile());
  return new Map(files.map((name) => [name, digestOf(readFileSync(path.join(folder, name)))]));
}
