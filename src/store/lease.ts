import { randomBytes } from 'node:crypto';
import { accessSync, constants, linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { isDeepStrictEqual } from 'node:util';
import { writeFirst } from './atomic-file.js';
import { codeOf } from './error-code.js';
import type { Key } from './fingerprint.js';
import { isRunning, type Owner, thisProcess } from './owner.js';
import { readFileUpTo } from './read-file.js';

/** Name of the lease of a run, beside those of keys: since when it is under way, in milliseconds since 1970. */
export const RUN_LEASE = /^run-(\d+)-[0-9a-f]+\.json$/;

/** Stands for whoever holds a lease that may not be read. */
export const UNKNOWN: Owner = { host: 'an unknown host', pid: 0, user: 'somebody', started: '' };

const HEARTBEAT_MS = 2_000;
/** An owner whose heartbeat was watched for this long without a change is taken for dead. */
const EXPIRY_MS = 20_000;

/** A lease file as it was at one moment. */
interface Look {
  /** Undefined where it names none. */
  readonly owner: Owner | undefined;
  readonly inode: bigint;
  /** Another value after each heartbeat. */
  readonly beat: string;
}

/** Lease files that runs of this process hold. Any other that names this process could not be removed when it was released. */
const heldHere = new Set<string>();

/**
 * Per-key leases in the cache folder: a second runner waits instead of computing twice. They only save work;
 * losing one is harmless, since publication is atomic and equal keys make equal bytes.
 *
 * Clocks of two hosts are never compared: a waiting runner measures on its own monotonic clock how long a heartbeat stood still.
 */
export class Leases {
  readonly #held = new Set<string>();
  readonly #watched = new Map<string, { readonly beat: string; readonly since: number }>();
  readonly #self: Owner;
  readonly #now: () => number;
  #heartbeat: NodeJS.Timeout | undefined;

  /** `now` is a monotonic clock in milliseconds. */
  constructor(
    readonly root: string,
    { self = thisProcess(), now = () => performance.now() }: { self?: Owner; now?: () => number } = {},
  ) {
    this.#self = self;
    this.#now = now;
  }

  /**
   * Takes the key's lease, or says who holds it. Throws the system's error where a lease can be neither read nor, if its owner
   * is gone, removed: waiting would not help.
   */
  acquire(key: Key): Owner | undefined {
    const file = this.#fileOf(key);
    const found = lookAt(file);
    if (found !== undefined) {
      if (found.owner !== undefined && this.#isAlive(file, found.owner, found.beat)) return found.owner;
      removeStale(file, found.inode);
    }
    this.#watched.delete(file);
    return this.#create(file) ? undefined : (lookAt(file)?.owner ?? UNKNOWN);
  }

  /**
   * Until `releaseAll`, the collector spares what this run makes and finds. That only saves work, so a folder which cannot
   * be written is no failure here.
   */
  announceRun(): void {
    const name = `run-${Date.now()}-${randomBytes(6).toString('hex')}.json`;
    try {
      this.#create(path.join(this.root, 'leases', name));
    } catch {
      // The first step that is to be written says so.
    }
  }

  release(key: Key): void {
    const file = this.#fileOf(key);
    if (this.#held.has(file)) this.#letGo(file);
    if (this.#held.size === 0) this.#stopHeartbeat();
  }

  releaseAll(): void {
    for (const file of this.#held) this.#letGo(file);
    this.#stopHeartbeat();
  }

  #fileOf(key: Key): string {
    return path.join(this.root, 'leases', `${key}.json`);
  }

  #isAlive(file: string, owner: Owner, beat: string): boolean {
    if (isDeepStrictEqual(owner, this.#self)) return heldHere.has(file);
    if (owner.host === this.#self.host && !isRunning(owner)) return false;
    const before = this.#watched.get(file);
    if (before?.beat === beat) return this.#now() - before.since <= EXPIRY_MS;
    this.#watched.set(file, { beat, since: this.#now() });
    return true;
  }

  #create(file: string): boolean {
    // With all its content at once: nobody ever sees a lease without its owner.
    if (!writeFirst(file, Buffer.from(JSON.stringify(this.#self)), { flush: false })) return false;
    this.#held.add(file);
    heldHere.add(file);
    this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
    return true;
  }

  #beat(): void {
    const now = new Date();
    for (const file of this.#held) {
      try {
        utimesSync(file, now, now);
      } catch {
        // The lease was taken over, or the cache is gone or read-only: it expires, which is harmless.
      }
    }
  }

  /** Leaves a lease that another runner took over; one that cannot be removed expires. */
  #letGo(file: string): void {
    this.#held.delete(file);
    heldHere.delete(file);
    try {
      if (readFileSync(file, 'utf8') === JSON.stringify(this.#self)) rmSync(file, { force: true });
    } catch {
      // Gone, or not to be had.
    }
  }

  #stopHeartbeat(): void {
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }
}

/** Undefined where there is none. Throws the system's error for one that cannot be read. */
function lookAt(file: string): Look | undefined {
  try {
    const { ino, mtimeNs } = statSync(file, { bigint: true });
    return { owner: readOwner(file), inode: ino, beat: `${ino} ${mtimeNs}` };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * The owner that a lease names. Leases appear with all their content at once, so one that names none is nobody's: a power
 * failure tore it, or it is no lease. Throws the system's error where it cannot be opened.
 */
export function readOwner(file: string): Owner | undefined {
  const text = readFileUpTo(file, MOST_LEASE_BYTES);
  if (text === undefined) accessSync(file, constants.R_OK);
  return text && ownerIn(text.toString());
}

const MOST_LEASE_BYTES = 4096;

function ownerIn(text: string): Owner | undefined {
  try {
    const { host, pid, user, started } = JSON.parse(text) as Owner;
    const isOwner =
      [host, user, started].every((part) => typeof part === 'string') && Number.isSafeInteger(pid) && pid > 0;
    return isOwner ? { host, pid, user, started } : undefined;
  } catch {
    return undefined;
  }
}

/** Renames before removing: where another runner was faster and took the lease anew, it gets it back. */
function removeStale(file: string, inode: bigint): void {
  const aside = `${file}.${randomBytes(6).toString('hex')}.stale`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  try {
    if (statSync(aside, { bigint: true }).ino !== inode) linkSync(aside, file);
    rmSync(aside, { recursive: true, force: true });
  } catch {
    // A third runner was faster still.
  }
}
