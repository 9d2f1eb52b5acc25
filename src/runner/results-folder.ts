import path from 'node:path';
import { writeAtomically } from '../store/atomic-file.js';
import { isIntact } from '../store/file-digest.js';
import type { Digest } from '../store/fingerprint.js';
import { type Artifact, CorruptObject, type Store } from '../store/store.js';

/**
 * Copies the files of the results out of the cache; files that are there already with the same bytes stay untouched.
 * An object that turns out to be corrupt is dropped from the store and given back.
 */
export function writeReport(
  folder: string,
  files: ReadonlyMap<string, Artifact>,
  store: Store,
): CorruptObject | undefined {
  for (const [name, { digest }] of files) {
    const file = path.join(folder, name);
    if (isIntact(file, digest)) continue;
    const corrupt = orDiscard(store, digest, () => writeAtomically(file, store.pieces(digest)));
    if (corrupt !== undefined) return corrupt;
  }
  return undefined;
}

export function readOrDiscard(store: Store, digest: Digest): Uint8Array | CorruptObject {
  return orDiscard(store, digest, () => store.read(digest));
}

/** Drops an object that turns out to be corrupt, and gives that back. */
function orDiscard<Value>(store: Store, digest: Digest, use: () => Value): Value | CorruptObject {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof CorruptObject)) throw error;
    store.discard(digest);
    return error;
  }
}
