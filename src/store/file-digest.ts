import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { Digest } from './fingerprint.js';

const piece = Buffer.alloc(0x10_0000);

/** SHA-256 of a file's bytes, read in pieces: an engine's library can have hundreds of megabytes. */
export function digestOfFile(file: string): Digest {
  const hash = createHash('sha256');
  const descriptor = openSync(file, 'r');
  try {
    for (let length = -1; length !== 0; ) {
      length = readSync(descriptor, piece);
      hash.update(piece.subarray(0, length));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex') as Digest;
}

/** Whether a file has the bytes of a digest; what cannot be read has not. */
export function isIntact(file: string, digest: Digest): boolean {
  try {
    // A pipe would be waited for.
    return statSync(file).isFile() && digestOfFile(file) === digest;
  } catch {
    return false;
  }
}
