import { type Dirent, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
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
  /** What has the name of an object or a manifest and is a folder, a pipe, or a link to nowhere. */
  readonly misplaced: readonly string[];
}

export function takeInventory(root: string): Inventory {
  const objects = new Map<Digest, StoredFile>();
  const manifests = new Map<Key, StoredFile>();
  const temporary: TemporaryFile[] = [];
  const misplaced: string[] = [];
  for (const name of fileNames(root)) {
    const known = cacheFileOf(name);
    if (known === undefined) continue;
    const file = statOf(root, name);
    if (known.kind === 'temporary') temporary.push(...(file ? [{ ...file, pid: known.pid }] : []));
    else if (file === undefined) misplaced.push(name);
    else if (known.kind === 'object') objects.set(known.digest, file);
    else manifests.set(known.key, file);
  }
  // What is gone meanwhile is none.
  return { objects, manifests, temporary, misplaced: misplaced.filter((name) => isAnything(path.join(root, name))) };
}

/** Bytes of all files that `takeInventory` knows. */
export function totalSize({ objects, manifests, temporary }: Inventory): number {
  const files = [...objects.values(), ...manifests.values(), ...temporary];
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** Undefined where the file is gone: others use the cache too. */
export function statOf(root: string, name: string): StoredFile | undefined {
  const stats = statsOf(path.join(root, name));
  return stats?.isFile() ? { name, size: stats.size, modified: stats.mtimeMs } : undefined;
}

/** All of a folder of a cache, as deep as a cache goes: links may lead in circles. */
export function* fileNames(root: string, folder = ''): Iterable<string> {
  const isDeepest = folder.split('/').length === DEEPEST;
  for (const entry of entriesOf(path.join(root, folder))) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (isFolder(path.join(root, name), entry) && !isDeepest) yield* fileNames(root, name);
    else yield name;
  }
}

/** `objects/ab`. */
const DEEPEST = 2;

/** Parts of a cache may be links to another disk. */
function isFolder(file: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return statsOf(file)?.isDirectory() === true;
}

/** A link may lead nowhere, or to itself. */
function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

function isAnything(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** Sorted by name; none where there is no such folder. */
export function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
