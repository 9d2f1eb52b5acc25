import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { canonicalJson } from '../formats/canonical-json.js';
import { type Digest, digestOf, type Fingerprint, type Key, keyOf } from './fingerprint.js';

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
    super(`object ${digest} is missing or its bytes changed on disk`);
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
    const bytes = readIfThere(this.#objectFile(digest));
    if (bytes === undefined || digestOf(bytes) !== digest) throw new CorruptObject(digest);
    return bytes;
  }

  /** Stores a step's artifacts, then its manifest: half a publication is never a hit. */
  publish(done: {
    fingerprint: Fingerprint;
    files: ReadonlyMap<string, Uint8Array>;
    seconds: number;
    host: string;
  }): Manifest {
    const { fingerprint, files, seconds, host } = done;
    const artifacts = Object.fromEntries([...files].map(([name, bytes]) => [name, this.#put(bytes)]));
    const manifest: Manifest = { fingerprint, artifacts, seconds, host };
    const key = keyOf(fingerprint);
    const earlier = this.#readManifest(key);
    if (earlier !== undefined && canonicalJson(earlier.artifacts) !== canonicalJson(artifacts)) {
      throw new Disagreement(`two runs of ${key} made different bytes`);
    }
    const sealed = { seal: sealOf(manifest), ...manifest };
    writeAtomically(this.#manifestFile(key), Buffer.from(`${JSON.stringify(sealed)}\n`));
    return manifest;
  }

  /** Drops an object whose bytes are wrong, so that the steps which made it are misses. */
  discard(digest: Digest): void {
    rmSync(this.#objectFile(digest), { force: true });
  }

  #put(bytes: Uint8Array): Artifact {
    const artifact = { digest: digestOf(bytes), size: bytes.byteLength };
    if (!this.#isThere(artifact)) writeAtomically(this.#objectFile(artifact.digest), bytes, 0o444);
    return artifact;
  }

  #isThere({ digest, size }: Artifact): boolean {
    return statSync(this.#objectFile(digest), { throwIfNoEntry: false })?.size === size;
  }

  #readManifest(key: Key): Manifest | undefined {
    const bytes = readIfThere(this.#manifestFile(key));
    return bytes === undefined ? undefined : parseManifest(bytes, key);
  }

  #objectFile(digest: Digest): string {
    return path.join(this.root, 'objects', digest.slice(0, 2), digest.slice(2));
  }

  #manifestFile(key: Key): string {
    return path.join(this.root, 'steps', key.slice(0, 2), `${key.slice(2)}.json`);
  }
}

/** Writes to a temporary file beside the target, flushes it, and renames it into place. */
export function writeAtomically(file: string, bytes: Uint8Array, mode = 0o644): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeAndFlush(temporary, bytes, mode);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeAndFlush(file: string, bytes: Uint8Array, mode: number): void {
  const handle = openSync(file, 'wx', mode);
  try {
    for (let done = 0; done < bytes.byteLength; ) done += writeSync(handle, bytes, done);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Asks the error, not the disk: another run may have made the file since. */
function readIfThere(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** A manifest that was cut short, edited or filed under another key is no manifest. */
function parseManifest(bytes: Uint8Array, key: Key): Manifest | undefined {
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
