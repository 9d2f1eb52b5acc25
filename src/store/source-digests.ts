import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { isObject, isText } from '../formats/json-shape.js';
import { digestOfFile } from './file-digest.js';
import { type Digest, isDigest } from './fingerprint.js';
import { readSealed, tryToWriteSealed } from './sealed-file.js';

interface Seen {
  readonly stamp: string;
  readonly digest: Digest;
}

/** Digests of datasets' and engines' files. */
export function sourceDigests(cache: string, files: readonly string[]): Digest[] {
  return digestsOfFiles(files, path.join(cache, 'sources.json'));
}

/**
 * Digests of files. What size, times and inode they had when they were hashed is kept in the record: that only spares hashing
 * them again. The record is sealed, since one that changed on disk could give a file the digest of other bytes.
 */
export function digestsOfFiles(files: readonly string[], record: string): Digest[] {
  const seen = new Map(Object.entries(readSealed(record, areSeen) ?? {}));
  let changed = false;
  const digests = files.map((file) => {
    const stamp = settledStamp(file);
    const known = seen.get(file);
    if (stamp !== undefined && known?.stamp === stamp) return known.digest;
    const digest = digestOfFile(file);
    if (stamp !== undefined) {
      seen.set(file, { stamp, digest });
      changed = true;
    }
    return digest;
  });
  if (changed) tryToWriteSealed(record, Object.fromEntries(seen));
  return digests;
}

function areSeen(value: unknown): value is Readonly<Record<string, Seen>> {
  return (
    isObject(value) &&
    Object.values(value).every((seen) => isObject(seen) && isText(seen['stamp']) && isDigest(seen['digest']))
  );
}

/** File systems tell times in steps of up to two seconds: within one, an edit leaves the same times. */
const CLOCK_STEP_MS = 3_000;

/** Undefined while the file is so new that its next edit could look the same. */
function settledStamp(file: string): string | undefined {
  const { mtimeMs, ctimeMs } = statSync(file);
  return Date.now() - Math.max(mtimeMs, ctimeMs) > CLOCK_STEP_MS ? stampOf(file) : undefined;
}

/** What differs after every change of a file, but for two changes within one step of the file system's clock. */
export function stampOf(file: string): string {
  const { size, mtimeNs, ctimeNs, ino } = statSync(file, { bigint: true });
  return [size, mtimeNs, ctimeNs, ino].join(' ');
}

/** After a digest turned out to be wrong. */
export function forgetSources(cache: string): void {
  rmSync(path.join(cache, 'sources.json'), { force: true });
}
