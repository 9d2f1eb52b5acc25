import { createHash } from 'node:crypto';
import { renameSync } from 'node:fs';
import path from 'node:path';
import { flush, writeTemporary } from './atomic-file.js';
import type { Digest } from './fingerprint.js';
import { makeFolder } from './make-folder.js';

/** Bytes that are too many to be held: they are in a temporary file of the cache, and only their digest tells their place. */
export interface Draft {
  readonly file: string;
  readonly digest: Digest;
  readonly size: number;
}

/** Where writing fails, or what makes the pieces, nothing is left. */
export function writeDraft(root: string, pieces: Iterable<Uint8Array>): Draft {
  const hash = createHash('sha256');
  let size = 0;
  function* counted() {
    for (const piece of pieces) {
      hash.update(piece);
      size += piece.byteLength;
      yield piece;
    }
  }
  const file = writeTemporary(path.join(root, 'objects', 'draft'), counted(), { mode: 0o444, flush: false });
  return { file, digest: hash.digest('hex') as Digest, size };
}

export function placeDraft({ file }: Draft, place: string, isFlushed: boolean): void {
  if (isFlushed) flush([file]);
  makeFolder(path.dirname(place));
  renameSync(file, place);
}
