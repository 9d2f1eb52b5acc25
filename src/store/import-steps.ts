import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createTarDecoder } from 'modern-tar';
import { canonicalJson } from '../formats/canonical-json.js';
import { ARCHIVE_INDEX, type ArchiveIndex } from './archive-index.js';
import type { ArchiveContent } from './export-steps.js';
import { type Digest, digestOf, type Key } from './fingerprint.js';
import { cacheFileOf } from './layout.js';
import { Leases } from './lease.js';
import { type Manifest, parseManifest, Store } from './store.js';
import type { Progress } from './verify.js';

/**
 * Takes the steps of an archive into a cache. Objects go in as they are read, each checked against its digest; manifests, which
 * alone make hits of them, only once all of the archive has turned out to be whole and at odds with nothing in the cache.
 */
export async function importSteps(
  root: string,
  file: string,
  progress: Progress,
): Promise<ArchiveContent | { problem: string }> {
  const store = new Store(root);
  const leases = new Leases(root);
  leases.announceRun();
  try {
    const arrivals = new Arrivals(store);
    const problem = (await readEntries(file, arrivals, progress)) ?? arrivals.missing() ?? arrivals.conflict();
    return problem === undefined ? arrivals.accept() : { problem };
  } finally {
    leases.releaseAll();
  }
}

/** Gives the first thing that is wrong. */
async function readEntries(file: string, arrivals: Arrivals, progress: Progress): Promise<string | undefined> {
  const { size } = statSync(file);
  const decoder = createTarDecoder({ strict: true });
  let done = 0;
  try {
    for await (const { header, body } of Readable.toWeb(createReadStream(file)).pipeThrough(decoder)) {
      const bytes = new Uint8Array(await new Response(body).arrayBuffer());
      const problem = arrivals.take(header.name, bytes);
      if (problem !== undefined) return problem;
      done += header.size;
      progress(done, size);
    }
    return undefined;
  } catch (error) {
    if ('syscall' in (error as Error)) throw error;
    return (error as Error).message;
  }
}

/** What has come out of an archive so far. */
class Arrivals {
  readonly #store: Store;
  #index: ArchiveIndex | undefined;
  readonly #objects = new Map<Digest, number>();
  readonly #manifests = new Map<Key, Manifest>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Takes an entry, or says what is wrong with it. */
  take(name: string, bytes: Uint8Array): string | undefined {
    if (this.#index === undefined) {
      this.#index = name === ARCHIVE_INDEX ? parseIndex(bytes) : undefined;
      return this.#index === undefined ? 'it is no archive of a kindred cache, or one of another version' : undefined;
    }
    const entry = cacheFileOf(name);
    if (entry?.kind === 'object') return this.#takeObject(entry.digest, bytes);
    if (entry?.kind === 'manifest') return this.#takeManifest(entry.key, bytes);
    return `${JSON.stringify(name)} does not belong in a cache`;
  }

  #takeObject(digest: Digest, bytes: Uint8Array): string | undefined {
    if (digestOf(bytes) !== digest) return `the bytes of object ${digest} are not those of its digest`;
    this.#objects.set(digest, this.#store.put(bytes).size);
    return undefined;
  }

  #takeManifest(key: Key, bytes: Uint8Array): string | undefined {
    const manifest = parseManifest(bytes, key);
    if (manifest === undefined) return `the seal or the key of step ${key} does not match its content`;
    this.#manifests.set(key, manifest);
    return undefined;
  }

  /** Something that should have been in the archive and was not. */
  missing(): string | undefined {
    if (this.#index === undefined) return 'it is empty';
    const step = this.#index.steps.find((key) => !this.#manifests.has(key));
    if (step !== undefined) return `step ${step} is missing`;
    const artifacts = [...this.#manifests.values()].flatMap((manifest) => Object.values(manifest.artifacts));
    const lost = artifacts.find(({ digest, size }) => this.#objects.get(digest) !== size);
    return lost && `object ${lost.digest} is missing`;
  }

  /** A step that made other bytes here. */
  conflict(): string | undefined {
    for (const [key, { artifacts }] of this.#manifests) {
      const here = this.#store.recall(key);
      if (here !== undefined && canonicalJson(here.artifacts) !== canonicalJson(artifacts))
        return `step ${key} (${here.fingerprint.stage}) has other bytes in this cache: \`pipeline verify --rerun\` tells which are right`;
    }
    return undefined;
  }

  accept(): ArchiveContent {
    for (const manifest of this.#manifests.values()) this.#store.putManifest(manifest);
    const bytes = [...this.#objects.values()].reduce((sum, size) => sum + size, 0);
    return { steps: this.#manifests.size, objects: this.#objects.size, bytes };
  }
}

function parseIndex(bytes: Uint8Array): ArchiveIndex | undefined {
  try {
    const index = JSON.parse(Buffer.from(bytes).toString()) as ArchiveIndex;
    return index.archiveVersion === 1 && Array.isArray(index.steps) ? index : undefined;
  } catch {
    return undefined;
  }
}
