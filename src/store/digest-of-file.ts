import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Digest } from './fingerprint.js';

const chunk = Buffer.alloc(1 << 20);

/** SHA-256 of a file that may be larger than memory; undefined where it is gone or cannot be read. */
export function digestOfFile(file: string): Digest | undefined {
  let handle: number | undefined;
  try {
    handle = openSync(file, 'r');
    const hash = createHash('sha256');
    for (let read = readSync(handle, chunk); read > 0; read = readSync(handle, chunk)) {
      hash.update(chunk.subarray(0, read));
    }
    return hash.digest('hex') as Digest;
  } catch {
    return undefined;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
