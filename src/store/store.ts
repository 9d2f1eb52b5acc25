import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { canonicalJson } from '../formats/canonical-json.js';
import { flush, writeAtomically, writeFirst } from './atomic-file.js';
import { isIntact } from './file-digest.js';
import { type Digest, digestOf, type Fingerprint, type Key, keyOf } from './fingerprint.js';
import { manifestName, objectName } from './layout.js';

/** A stored file that a step produced, addressed by its content; size in bytes. */
export interface Artifact {
  readonly digest: Digest;
  readonly size: number;
}

export type Artifacts = { readonly [name: string]: Artifact };

/** The record of a key's artifacts, written last: it alone proves that a step is done. */
export interface Manifest {
  readonly fingerprint: Fingerprint;
  readonly artifacts: Artifacts;
  /** Wall time of the attempt that made it. */
  readonly seconds: number;
  readonly host: string;
}

/** Thrown by `Store.read` when an object's bytes are not those of its digest; a worker turns it into a step outcome. */
export class CorruptObject extends Error {
  constructor(readonly digest: Digest) {
    super(`object ${digest.slice(0, 12)} in the cache is missing, unreadable, or its bytes changed on disk`);
  }
}

/** Thrown by `Store.publish` when an earlier run of the same key made other bytes. */
export class Disagreement extends Error {}

/** The content-addressed cache: `objects/` holds bytes by digest, `steps/` a manifest by key. */
export class Store {
  constructor(readonly root: string) {}

  /** A valid manifest whose objects are all there with the right size, or undefined. */
  find(key: Key): Manifest | undefined {
    const manifest = this.#readManifest(key);
    if (manifest === undefined) return undefined;
    return Object.values(manifest.artifacts).every((artifact) => this.#isThere(artifact)) ? manifest : undefined;
  }

  /** Whether the object is there with the right size. */
  has(artifact: Artifact): boolean {
    return this.#isThere(artifact);
  }

  /** Of the bytes of these manifests, one after the other; undefined where one cannot be read. */
  digestOfManifests(keys: Iterable<Key>): Digest | undefined {
    const hash = createHash('sha256');
    for (const key of new Set(keys)) {
      const bytes = readIfPossible(this.#manifestFile(key));
      if (bytes === undefined) return undefined;
      hash.update(bytes);
    }
    return hash.digest('hex') as Digest;
  }

  /** A key's record even where its artifacts are gone: enough to say what differed. */
  recall(key: Key): Manifest | undefined {
    return this.#readManifest(key);
  }

  /** Every valid manifest. */
  *manifests(): Iterable<Manifest> {
    const folder = path.join(this.root, 'steps');
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder, { recursive: true }).map(String).sort()) {
      const manifest = name.endsWith('.json')
        ? this.#readManifest(name.replace(/[/\\]|\.json$/g, '') as Key)
        : undefined;
      if (manifest !== undefined) yield manifest;
    }
  }

  /** The bytes of an object, checked against its digest. */
  read(digest: Digest): Uint8Array {
    const bytes = readIfPossible(this.#objectFile(digest));
    if (bytes === undefined || digestOf(bytes) !== digest) throw new CorruptObject(digest);
    return bytes;
  }

  /**
   * Stores a step's artifacts, then its manifest: half a publication is never a hit. What took long to make also outlives
   * a power failure right after it.
   */
  publish(done: {
    fingerprint: Fingerprint;
    files: ReadonlyMap<string, Uint8Array>;
    seconds: number;
    host: string;
  }): Manifest {
    const { fingerprint, files, seconds, host } = done;
    const isFlushed = seconds >= FLUSH_FROM_SECONDS;
    const artifacts = Object.fromEntries([...files].map(([name, bytes]) => [name, this.put(bytes, isFlushed)]));
    const manifest: Manifest = { fingerprint, artifacts, seconds, host };
    if (isFlushed) this.#flushFolders(Object.values(artifacts).map(({ digest }) => this.#objectFile(digest)));
    this.putManifest(manifest, isFlushed);
    if (isFlushed) this.#flushFolders([this.#manifestFile(keyOf(fingerprint))]);
    return manifest;
  }

  /** Drops an object whose bytes are wrong, so that the steps which made it are misses; gives false where it was mended meanwhile. */
  discard(digest: Digest): boolean {
    const file = this.#objectFile(digest);
    if (isIntact(file, digest)) return false;
    rmSync(file, { force: true });
    return true;
  }

  /** Makes a manifest as young as its use, by which the collector chooses. */
  markUsed(key: Key): void {
    touch(this.#manifestFile(key));
  }

  /** Stores bytes. What is there already becomes as young as what is just written: the collector takes it for part of a run. */
  put(bytes: Uint8Array, isFlushed = true): Artifact {
    const digest = digestOf(bytes);
    const file = this.#objectFile(digest);
    if (isIntact(file, digest)) renew(file, isFlushed);
    else writeAtomically(file, bytes, { mode: 0o444, flush: isFlushed });
    return { digest, size: bytes.byteLength };
  }

  /**
   * Makes a step a hit, once its objects are there. Of several runs of one key the first to finish leaves its manifest, and
   * the others must have made the same.
   */
  putManifest(manifest: Manifest, isFlushed = true): void {
    const key = keyOf(manifest.fingerprint);
    const file = this.#manifestFile(key);
    const sealed = Buffer.from(`${JSON.stringify({ seal: sealOf(manifest), ...manifest })}\n`);
    if (writeFirst(file, sealed, { flush: isFlushed })) return;
    const earlier = this.#readManifest(key);
    if (earlier === undefined) writeAtomically(file, sealed);
    else if (canonicalJson(earlier.artifacts) !== canonicalJson(manifest.artifacts))
      throw new Disagreement(`two runs of ${key} made different bytes`);
    else renew(file, isFlushed);
  }

  /** All folders from the files' own to the root. */
  #flushFolders(files: readonly string[]): void {
    const folders = files.map((file) => path.dirname(file));
    flush([...folders, ...folders.map((folder) => path.dirname(folder)), this.root]);
  }

  #isThere({ digest, size }: Artifact): boolean {
    try {
      return statSync(this.#objectFile(digest)).size === size;
    } catch {
      return false;
    }
  }

  #readManifest(key: Key): Manifest | undefined {
    const bytes = readIfPossible(this.#manifestFile(key));
    return bytes === undefined ? undefined : parseManifest(bytes, key);
  }

  #objectFile(digest: Digest): string {
    return `${this.root}/${objectName(digest)}`;
  }

  #manifestFile(key: Key): string {
    return `${this.root}/${manifestName(key)}`;
  }
}

/**
 * Flushing takes 5 to 50 ms a step: one that is shorter than this is sooner made again. What a power failure leaves of it is
 * recognised like any other damage.
 */
const FLUSH_FROM_SECONDS = 0.1;

/** Has what is there already last as long as what is just written. */
function renew(file: string, isFlushed: boolean): void {
  touch(file);
  if (isFlushed) flush([file]);
}

/** Times only steer what is collected, so a file that is another user's, or gone, keeps its own. */
function touch(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // As it is.
  }
}

/** What cannot be read proves nothing, whatever the reason. Asks the error, not the disk: another run may have made the file since. */
function readIfPossible(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** A manifest that was cut short, edited or filed under another key is no manifest. */
export function parseManifest(bytes: Uint8Array, key: Key): Manifest | undefined {
  try {
    const { seal, ...manifest } = JSON.parse(Buffer.from(bytes).toString()) as Manifest & { seal: Digest };
    return seal === sealOf(manifest) && keyOf(manifest.fingerprint) === key ? manifest : undefined;
  } catch {
    return undefined;
  }
}

function sealOf(manifest: Manifest): Digest {
  return digestOf(Buffer.from(canonicalJson(manifest)));
}
