import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createTarDecoder, type TarHeader } from 'modern-tar';
import { canonicalJson } from '../formats/canonical-json.js';
import { isReadableAs } from '../formats/is-readable-as.js';
import { isListOf, isObject, parseJson } from '../formats/json-shape.js';
import { ARCHIVE_INDEX, type ArchiveIndex } from './archive-index.js';
import type { ArchiveContent } from './export-steps.js';
import { type ExportedData, isExportedData, rememberExported } from './exported-data.js';
import { type Digest, digestOf, isDigest, type Key } from './fingerprint.js';
import { cacheFileOf } from './layout.js';
import { Leases } from './lease.js';
import { MOST_MANIFEST_BYTES, parseManifest } from './manifest.js';
import { MOST_OBJECT_BYTES } from './read-file.js';
import { type Manifest, Store } from './store.js';
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
      const unfit = arrivals.refuse(header, size - done);
      if (unfit !== undefined) return unfit;
      const problem = arrivals.take(header.name, new Uint8Array(await new Response(body).arrayBuffer()));
      if (problem !== undefined) return problem;
      done += header.size;
      progress(done, size);
    }
    return undefined;
  } catch (error) {
    if ('syscall' in (error as Error)) throw error;
    return `it is no whole tar file (${(error as Error).message})`;
  }
}

/** What has come out of an archive so far. */
class Arrivals {
  readonly #store: Store;
  #steps: ReadonlySet<Key> | undefined;
  #data: ExportedData | undefined;
  readonly #objects = new Map<Digest, number>();
  readonly #manifests = new Map<Key, Manifest>();
  readonly #names = new Set<string>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** What is wrong with an entry, before any of its bytes are read. */
  refuse(header: TarHeader, bytesLeft: number): string | undefined {
    const { name } = header;
    const isFirst = this.#steps === undefined;
    if (isFirst !== (name === ARCHIVE_INDEX)) return isFirst ? NO_ARCHIVE : `${shown(name)} is there twice`;
    if (this.#names.has(name)) return `${shown(name)} is there twice`;
    this.#names.add(name);
    return unfitEntry(header, bytesLeft);
  }

  /** Takes an entry, or says what is wrong with it. */
  take(name: string, bytes: Uint8Array): string | undefined {
    if (this.#steps === undefined) {
      const index = parseIndex(bytes);
      this.#steps = index && new Set(index.steps);
      this.#data = index?.data;
      return index === undefined ? NO_ARCHIVE : undefined;
    }
    const entry = cacheFileOf(name);
    if (entry?.kind === 'object') return this.#takeObject(entry.digest, bytes);
    return entry?.kind === 'manifest' ? this.#takeManifest(entry.key, bytes) : NO_ARCHIVE;
  }

  #takeObject(digest: Digest, bytes: Uint8Array): string | undefined {
    if (digestOf(bytes) !== digest) return `the bytes of object ${digest} are not those of its digest`;
    this.#objects.set(digest, this.#store.put(bytes).size);
    return undefined;
  }

  #takeManifest(key: Key, bytes: Uint8Array): string | undefined {
    const manifest = parseManifest(bytes, key);
    if (typeof manifest === 'string') return `step ${key} is not to be believed: ${manifest}`;
    if (!this.#steps?.has(key)) return `step ${key} is not in its index`;
    this.#manifests.set(key, manifest);
    return undefined;
  }

  /** Something that should have been in the archive and was not. */
  missing(): string | undefined {
    if (this.#steps === undefined) return 'it is empty';
    const step = [...this.#steps].find((key) => !this.#manifests.has(key));
    if (step !== undefined) return `step ${step} is missing`;
    const artifacts = [...this.#manifests.values()].flatMap((manifest) => Object.values(manifest.artifacts));
    const lost = artifacts.find(({ digest, size }) => this.#objects.get(digest) !== size);
    if (lost !== undefined) return `object ${lost.digest} is missing`;
    const named = new Set(artifacts.map(({ digest }) => digest));
    const stray = [...this.#objects.keys()].find((digest) => !named.has(digest));
    return stray === undefined ? this.#rubbish() : `object ${stray} belongs to no step`;
  }

  /** An artifact that is not what its name says: its digest is right, and every step that reads it would fail. */
  #rubbish(): string | undefined {
    for (const { artifacts, fingerprint } of this.#manifests.values()) {
      for (const [name, { digest }] of Object.entries(artifacts))
        if (!isReadableAs(name, this.#store.read(digest)))
          return `object ${digest}, \`${name}\` of a step of the stage ${fingerprint.stage}, cannot be read as what it is called`;
    }
    return undefined;
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
    if (this.#data !== undefined) rememberExported(this.#store.root, this.#data);
    const bytes = [...this.#objects.values()].reduce((sum, size) => sum + size, 0);
    return { steps: this.#manifests.size, objects: this.#objects.size, bytes };
  }
}

/** Exports hold plain files only, with nothing but their sizes where those are huge. */
function unfitEntry({ name, type, size, linkname, pax }: TarHeader, bytesLeft: number): string | undefined {
  const kind = name === ARCHIVE_INDEX ? 'index' : cacheFileOf(name)?.kind;
  if (kind === undefined || kind === 'temporary') return `${shown(name)} does not belong in a cache`;
  if (type !== 'file' || linkname) return `${shown(name)} is no plain file, but a ${linkname ? 'link' : type}`;
  if (Object.keys(pax ?? {}).some((record) => record !== 'size')) return `${shown(name)} has attributes of its own`;
  const isTrue =
    Number.isSafeInteger(size) && size >= 0 && size <= bytesLeft && [undefined, `${size}`].includes(pax?.['size']);
  if (!isTrue) return `the size of ${shown(name)} is untrue`;
  if (size > (kind === 'object' ? MOST_OBJECT_BYTES : MOST_MANIFEST_BYTES)) return `${shown(name)} is too long`;
  return undefined;
}

function shown(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}...` : name);
}

const NO_ARCHIVE = 'it is no archive of a kindred cache, or one of another version';

function parseIndex(bytes: Uint8Array): Pick<ArchiveIndex, 'steps' | 'data'> | undefined {
  const index = parseJson(bytes);
  if (!isObject(index)) return undefined;
  const { archiveVersion, steps, data } = index;
  if (archiveVersion !== 1 || !isListOf(steps, isDigest)) return undefined;
  if (data === undefined) return { steps };
  return isExportedData(data) ? { steps, data } : undefined;
}
