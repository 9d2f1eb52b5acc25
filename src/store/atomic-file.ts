import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from './error-code.js';
import { makeFolder } from './make-folder.js';

/** Bytes, or pieces of them that are made while they are written. */
export type Content = Uint8Array | Iterable<Uint8Array>;

interface Writing {
  readonly mode?: number;
  /** Whether the bytes must be on the disk before the file appears. */
  readonly flush?: boolean;
}

/** Writes to a temporary file beside the target, flushes it, and renames it into place. */
export function writeAtomically(file: string, content: Content, writing: Writing = {}): void {
  const temporary = writeTemporary(file, content, writing);
  try {
    renameSync(temporary, file);
  } catch (error) {
    discard(temporary);
    throw error;
  }
}

/** The same for a file that is not there yet; gives false where it is. */
export function writeFirst(file: string, bytes: Uint8Array, writing: Writing = {}): boolean {
  if (existsSync(file)) return false;
  const temporary = writeTemporary(file, bytes, writing);
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!isUnsupported(error)) throw error;
    // Without hard links the last of two wins, which does no harm: equal keys make equal bytes, and leases only save work.
    renameSync(temporary, file);
    return true;
  } finally {
    discard(temporary);
  }
}

/** Where that fails too, what is left only takes room until it is collected. */
export function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {
    // The caller's own failure, or success, is what counts.
  }
}

/** Puts what was written to files, or the names of the files in folders, on the disk; some file systems have only files. */
export function flush(filesOrFolders: Iterable<string>): void {
  for (const name of new Set(filesOrFolders)) {
    try {
      flushOne(name);
    } catch (error) {
      if (!isUnsupported(error)) throw error;
    }
  }
}

function flushOne(name: string): void {
  const handle = openSync(name, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const UNSUPPORTED: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EISDIR']);

/** What systems say of hard links, or of folders as files, where they have none. */
function isUnsupported(error: unknown): boolean {
  return UNSUPPORTED.has(codeOf(error));
}

/** Writes a file beside the one that is meant, and gives its name. */
export function writeTemporary(file: string, content: Content, writing: Writing): string {
  makeFolder(path.dirname(file));
  const temporary = `${file}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeWhole(temporary, content, writing);
    return temporary;
  } catch (error) {
    discard(temporary);
    throw error;
  }
}

function writeWhole(file: string, content: Content, { mode = 0o644, flush = true }: Writing): void {
  const handle = openSync(file, 'wx', mode);
  try {
    for (const bytes of content instanceof Uint8Array ? [content] : content) {
      for (let done = 0; done < bytes.byteLength; ) done += writeSync(handle, bytes, done);
    }
    if (flush) fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
