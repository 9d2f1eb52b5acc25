import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { canonicalJson } from '../formats/canonical-json.js';
import { writeAtomically } from './atomic-file.js';
import { digestOfFile } from './file-digest.js';
import { type Digest, digestOf } from './fingerprint.js';

interface Seen {
  readonly stamp: string;
  readonly digest: Digest;
}

/** The record, and a digest of it: a record that changed on disk could give a file the digest of other bytes. */
interface Sealed {
  readonly seal: Digest;
  readonly files: Readonly<Record<string, Seen>>;
}

/** Digests of datasets' and engines' files. Size, times and inode only spare rehashing a file that was hashed before. */
export function sourceDigests(cache: string, files: readonly string[]): Digest[] {
  const record = path.join(cache, 'sources.json');
  const seen = readSeen(record);
  let changed = false;
  const digests = files.map((file) => {
    const stamp = stampOf(file);
    const known = seen.get(file);
    if (stamp !== undefined && known?.stamp === stamp) return known.digest;
    const digest = digestOfFile(file);
    if (stamp !== undefined) {
      seen.set(file, { stamp, digest });
      changed = true;
    }
    return digest;
  });
  if (changed) tryToRemember(record, Object.fromEntries(seen));
  return digests;
}

/** File systems tell times in steps of up to two seconds: within one, an edit leaves the same times. */
const CLOCK_STEP_MS = 3_000;

/** Undefined while the file is so new that its next edit could look the same. */
function stampOf(file: string): string | undefined {
  const { size, mtimeNs, ctimeNs, ino } = statSync(file, { bigint: true });
  const newest = Number((mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1_000_000n);
  return Date.now() - newest > CLOCK_STEP_MS ? [size, mtimeNs, ctimeNs, ino].join(' ') : undefined;
}

function readSeen(record: string): Map<string, Seen> {
  try {
    const { seal, files } = JSON.parse(readFileSync(record, 'utf8')) as Sealed;
    return new Map(seal === sealOf(files) ? Object.entries(files) : []);
  } catch {
    return new Map();
  }
}

function tryToRemember(record: string, files: Sealed['files']): void {
  try {
    writeAtomically(record, Buffer.from(JSON.stringify({ seal: sealOf(files), files } satisfies Sealed)));
  } catch {
    // A cache that cannot be written only costs hashing again.
  }
}

function sealOf(files: Sealed['files']): Digest {
  return digestOf(Buffer.from(canonicalJson(files)));
}
