import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/** Writes to a temporary file beside the target, flushes it, and renames it into place. */
export function writeAtomically(file: string, bytes: Uint8Array, mode = 0o644): void {
  const temporary = writeTemporary(file, bytes, mode);
  try {
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The same for a file that is not there yet; gives false where it is. */
export function writeFirst(file: string, bytes: Uint8Array): boolean {
  if (existsSync(file)) return false;
  const temporary = writeTemporary(file, bytes, 0o644);
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Flushes folders, so that the names of files in them are on the disk too. */
export function flushFolders(folders: Iterable<string>): void {
  for (const folder of new Set(folders)) {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }
}

function writeTemporary(file: string, bytes: Uint8Array, mode: number): string {
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeAndFlush(temporary, bytes, mode);
    return temporary;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeAndFlush(file: string, bytes: Uint8Array, mode: number): void {
  const handle = openSync(file, 'wx', mode);
  try {
    for (let done = 0; done < bytes.byteLength; ) done += writeSync(handle, bytes, done);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
