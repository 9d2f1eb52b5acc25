import { createHash } from 'node:crypto';
import { rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { canonicalJson } from '../formats/canonical-json.js';
import { type Content, discard, flush, writeAtomically, writeFirst } from './atomic-file.js';
import { type Draft, placeDraft, writeDraft } from './draft.js';
import { codeOf } from './error-code.js';
import { isIntact } from './file-digest.js';
import { type Digest, digestOf, type Fingerprint, type Key, keyOf } from './fingerprint.js';
import { fileNames } from './inventory.js';
import { cacheFileOf, manifestName, objectName } from './layout.js';
import { MOST_MANIFEST_BYTES, parseManifest, problemOf, sealedManifest } from './manifest.js';
import { MOST_OBJECT_BYTES, readFileUpTo, readPieces } from './read-file.js';

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

/** Thrown by `Store.read` and `Store.pieces` when an object's bytes are not those of its digest; a worker turns it into a step outcome. */
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
      const bytes = readFileUpTo(this.#manifestFile(key), MOST_MANIFEST_BYTES);
      if (bytes === undefined) return undefined;
      hash.update(bytes);
    }
    return hash.digest('hex') as Digest;
  }

  /** A key's record even where its artifacts are gone: enough to say what differed. */
  recall(key: Key): Manifest | undefined {
    return this.#readManifest(key);
  }

  /** A key's record, or what is wrong with it. */
  examine(key: Key): Manifest | string {
    const bytes = readFileUpTo(this.#manifestFile(key), MOST_MANIFEST_BYTES);
    return bytes === undefined ? 'it cannot be read' : parseManifest(bytes, key);
  }

  /** Every valid manifest. */
  *manifests(): Iterable<Manifest> {
    for (const name of fileNames(this.root, 'steps')) {
      const file = cacheFileOf(name);
      const manifest = file?.kind === 'manifest' ? this.#readManifest(file.key) : undefined;
      if (manifest !== undefined) yield manifest;
    }
  }

  /** The bytes of an object, checked against its digest. */
  read(digest: Digest): Uint8Array {
    const bytes = readFileUpTo(this.#objectFile(digest), MOST_OBJECT_BYTES);
    if (bytes === undefined || digestOf(bytes) !== digest) throw new CorruptObject(digest);
    return bytes;
  }

  /** The file of an object, whose bytes are those of its digest. */
  intactFile(digest: Digest): string {
    const file = this.#objectFile(digest);
    if (!isIntact(file, digest)) throw new CorruptObject(digest);
    return file;
  }

  /** The bytes of an object, however many, in pieces. Only their end tells whether they are those of its digest. */
  *pieces(digest: Digest): Iterable<Uint8Array> {
    const hash = createHash('sha256');
    try {
      for (const piece of readPieces(this.#objectFile(digest))) {
        hash.update(piece);
        yield piece;
      }
    } catch {
      throw new CorruptObject(digest);
    }
    if (hash.digest('hex') !== digest) throw new CorruptObject(digest);
  }

  /**
   * Stores a step's artifacts, then its manifest: half a publication is never a hit. What took long to make also outlives
   * a power failure right after it. `seconds` is asked for once the pieces of all artifacts are made.
   */
  publish(done: {
    fingerprint: Fingerprint;
    files: ReadonlyMap<string, Content>;
    seconds: () => number;
    host: string;
  }): Manifest {
    const drafts: Draft[] = [];
    try {
      const written = [...done.files].map(([name, content]): readonly [string, Uint8Array | Draft] => {
        if (content instanceof Uint8Array) return [name, content];
        const draft = writeDraft(this.root, content);
        drafts.push(draft);
        return [name, draft];
      });
      return this.#publishWritten(written, { ...done, seconds: done.seconds() });
    } finally {
      for (const { file } of drafts) discard(file);
    }
  }

  #publishWritten(
    files: readonly (readonly [string, Uint8Array | Draft])[],
    { fingerprint, seconds, host }: Omit<Manifest, 'artifacts'>,
  ): Manifest {
    const isFlushed = seconds >= FLUSH_FROM_SECONDS;
    const artifacts = Object.fromEntries(files.map(([name, bytes]) => [name, this.put(bytes, isFlushed)]));
    const manifest: Manifest = { fingerprint, artifacts, seconds, host };
    const problem = problemOf(manifest);
    if (problem !== undefined) throw new Error(`internal error: ${problem}`);
    if (isFlushed) this.#flushFolders(Object.values(artifacts).map(({ digest }) => this.#objectFile(digest)));
    this.putManifest(manifest, isFlushed);
    if (isFlushed) this.#flushFolders([this.#manifestFile(keyOf(fingerprint))]);
    return manifest;
  }

  /** Drops an object whose bytes are wrong, so that the steps which made it are misses; gives false where it was mended meanwhile. */
  discard(digest: Digest): boolean {
    const file = this.#objectFile(digest);
    if (isIntact(file, digest)) return false;
    rmSync(file, { recursive: true, force: true });
    return true;
  }

  /** Makes a manifest as young as its use, by which the collector chooses. */
  markUsed(key: Key): void {
    touch(this.#manifestFile(key));
  }

  /** Stores bytes. What is there already becomes as young as what is just written: the collector takes it for part of a run. */
  put(content: Uint8Array | Draft, isFlushed = true): Artifact {
    const { digest, size } =
      content instanceof Uint8Array ? { digest: digestOf(content), size: content.byteLength } : content;
    const file = this.#objectFile(digest);
    if (isIntact(file, digest)) renew(file, isFlushed);
    else
      inPlaceOf(file, () => {
        if (content instanceof Uint8Array) writeAtomically(file, content, { mode: 0o444, flush: isFlushed });
        else placeDraft(content, file, isFlushed);
      });
    return { digest, size };
  }

  /**
   * Makes a step a hit, once its objects are there. Of several runs of one key the first to finish leaves its manifest, and
   * the others must have made the same.
   */
  putManifest(manifest: Manifest, isFlushed = true): void {
    const key = keyOf(manifest.fingerprint);
    const file = this.#manifestFile(key);
    const sealed = sealedManifest(manifest);
    if (writeFirst(file, sealed, { flush: isFlushed })) return;
    const earlier = this.#readManifest(key);
    if (earlier === undefined) inPlaceOf(file, () => writeAtomically(file, sealed));
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
    const manifest = this.examine(key);
    return typeof manifest === 'string' ? undefined : manifest;
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

/** Also where something that is no file has its place. */
function inPlaceOf(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (codeOf(error) !== 'EISDIR') throw error;
    rmSync(file, { recursive: true, force: true });
    write();
  }
}
