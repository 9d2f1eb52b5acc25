import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Digest, digestOf } from './fingerprint.js';
import { writeAtomically } from './store.js';

interface Seen {
  readonly stamp: string;
  readonly digest: Digest;
}

/** Digests of source files. Size, times and inode only spare rehashing a file that was hashed before. */
export function sourceDigests(cache: string, files: readonly string[]): Digest[] {
  const record = path.join(cache, 'sources.json');
  const seen = readSeen(record);
  let changed = false;
  const digests = files.map((file) => {
    const stamp = stampOf(file);
    const known = seen.get(file);
    if (known?.stamp === stamp) return known.digest;
    const digest = digestOf(readFileSync(file));
    seen.set(file, { stamp, digest });
    changed = true;
    return digest;
  });
  if (changed) tryToRemember(record, seen);
  return digests;
}

function stampOf(file: string): string {
  const { size, mtimeNs, ctimeNs, ino } = statSync(file, { bigint: true });
  return [size, mtimeNs, ctimeNs, ino].join(' ');
}

function readSeen(record: string): Map<string, Seen> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(record, 'utf8')) as Record<string, Seen>));
  } catch {
    return new Map();
  }
}

function tryToRemember(record: string, seen: Map<string, Seen>): void {
  try {
    writeAtomically(record, Buffer.from(JSON.stringify(Object.fromEntries(seen))));
  } catch {
    // A cache that cannot be written only costs hashing again.
  }
}
