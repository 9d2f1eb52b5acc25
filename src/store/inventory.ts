import { type Dirent, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from './error-code.js';
import type { Digest, Key } from './fingerprint.js';
import { cacheFileOf } from './layout.js';

/** A file of a cache folder; its name is relative to the folder, with slashes. */
export interface StoredFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** A file that is being written, or that a process left when it was killed. */
interface TemporaryFile extends StoredFile {
  readonly pid: number | undefined;
}

/** What lies in a cache folder, by names alone: no file is opened, and unknown ones are left out. */
export interface Inventory {
  readonly objects: ReadonlyMap<Digest, StoredFile>;
  readonly manifests: ReadonlyMap<Key, StoredFile>;
  readonly temporary: readonly TemporaryFile[];
}

export function takeInventory(root: string): Inventory {
  const objects = new Map<Digest, StoredFile>();
  const manifests = new Map<Key, StoredFile>();
  const temporary: TemporaryFile[] = [];
  for (const name of fileNames(root)) {
    const known = cacheFileOf(name);
    const file = known && statOf(root, name);
    if (file === undefined) continue;
    if (known?.kind === 'object') objects.set(known.digest, file);
    if (known?.kind === 'manifest') manifests.set(known.key, file);
    if (known?.kind === 'temporary') temporary.push({ ...file, pid: known.pid });
  }
  return { objects, manifests, temporary };
}

/** Bytes of all files that `takeInventory` knows. */
export function totalSize({ objects, manifests, temporary }: Inventory): number {
  const files = [...objects.values(), ...manifests.values(), ...temporary];
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** Undefined where the file is gone: others use the cache too. */
export function statOf(root: string, name: string): StoredFile | undefined {
  const stats = statSync(path.join(root, name), { throwIfNoEntry: false });
  return stats?.isFile() ? { name, size: stats.size, modified: stats.mtimeMs } : undefined;
}

function* fileNames(root: string, folder = ''): Iterable<string> {
  for (const entry of entriesOf(path.join(root, folder))) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (isFolder(path.join(root, name), entry)) yield* fileNames(root, name);
    else yield name;
  }
}

/** Parts of a cache may be links to another disk. */
function isFolder(file: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
