import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Key } from './fingerprint.js';

interface Owner {
  readonly host: string;
  readonly pid: number;
}

const UNKNOWN: Owner = { host: 'an unknown host', pid: 0 };

const HEARTBEAT_MS = 2_000;
/** An owner that has not been heard of for this long is taken for dead. */
const EXPIRY_MS = 20_000;

/**
 * Per-key leases in the cache folder: a second runner waits instead of computing twice. They only save work;
 * losing one is harmless, since publication is atomic and equal keys make equal bytes.
 */
export class Leases {
  readonly #held = new Set<string>();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(readonly root: string) {}

  /** Takes the key's lease, or says who holds it. */
  acquire(key: Key): Owner | undefined {
    const file = path.join(this.root, 'leases', `${key}.json`);
    mkdirSync(path.dirname(file), { recursive: true });
    if (this.#create(file)) return undefined;
    const owner = livingOwner(file);
    if (owner !== undefined) return owner;
    removeStale(file);
    return this.#create(file) ? undefined : (livingOwner(file) ?? UNKNOWN);
  }

  release(key: Key): void {
    const file = path.join(this.root, 'leases', `${key}.json`);
    if (this.#held.delete(file)) rmSync(file, { force: true });
    if (this.#held.size === 0) this.#stopHeartbeat();
  }

  releaseAll(): void {
    for (const file of this.#held) rmSync(file, { force: true });
    this.#held.clear();
    this.#stopHeartbeat();
  }

  #create(file: string): boolean {
    if (!createWhole(file, JSON.stringify({ host: hostname(), pid: process.pid } satisfies Owner))) return false;
    this.#held.add(file);
    this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
    return true;
  }

  #beat(): void {
    const now = new Date();
    for (const file of this.#held) {
      try {
        utimesSync(file, now, now);
      } catch {
        // The lease was taken over, which is harmless.
      }
    }
  }

  #stopHeartbeat(): void {
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }
}

/** Creates a file with all its content at once, or gives false where it exists: nobody ever sees a lease without its owner. */
function createWhole(file: string, text: string): boolean {
  const temporary = `${file}.${process.pid}.new`;
  writeFileSync(temporary, text);
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Who holds a lease, unless that is nobody, a dead process, or one not heard of for long. */
function livingOwner(file: string): Owner | undefined {
  const modified = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (modified === undefined || Date.now() - modified > EXPIRY_MS) return undefined;
  const owner = readOwner(file);
  return owner.host === hostname() && !isAlive(owner.pid) ? undefined : owner;
}

/** A lease that cannot be read is somebody's until it expires. */
function readOwner(file: string): Owner {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner;
  } catch {
    return UNKNOWN;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Renames before removing, so that of two runners which see a stale lease only one takes it away. */
function removeStale(file: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
    rmSync(aside, { force: true });
  } catch {
    // Another runner was faster.
  }
}
