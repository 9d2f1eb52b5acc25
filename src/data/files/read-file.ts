import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { SourceFiles } from '../adapter.js';
import type { DataFailure, NamedFile } from '../failure.js';

/** A file's bytes, or its first ones; one that cannot be read is a failure in the system's own words. */
export function readBytes(named: NamedFile, length?: number): Buffer | DataFailure {
  try {
    const wrong = noFile(named);
    if (wrong !== undefined) return wrong;
    return length === undefined ? readFileSync(named.file) : readHead(named.file, length);
  } catch (error) {
    return unreadable(named, error as Error);
  }
}

/** A folder, a pipe or a device: reading that could take for ever. So could an empty file that the system makes up. */
export function noFile({ file, path }: NamedFile): DataFailure | undefined {
  const stats = statSync(file);
  if (stats.isFile() && stats.size > 0) return undefined;
  const [code, what] = stats.isFile()
    ? (['malformed-dataset', 'is empty'] as const)
    : (['unreadable-dataset', 'is no file'] as const);
  return { code, message: `${file} ${what}`, hint: 'check the path', path };
}

export function unreadable({ file, path }: NamedFile, error: NodeJS.ErrnoException): DataFailure {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    const hint = 'check the path: one that is not absolute is relative to the experiment file';
    return { code: 'missing-dataset', message: `${file} is missing`, hint, path };
  }
  return { code: 'unreadable-dataset', message: error.message, hint: 'check the permissions of the file', path };
}

/** The failure of the first file that is not there. */
export function missingOf(files: SourceFiles, advice: Pick<DataFailure, 'hint' | 'path'>): DataFailure | undefined {
  const gone = Object.values(files).find((file) => !isFile(file));
  return gone === undefined ? undefined : { code: 'missing-dataset', message: `${gone} is missing`, ...advice };
}

/** No path that the system refuses leads to one. */
function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function readHead(file: string, length: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const head = Buffer.alloc(length);
    return head.subarray(0, readSync(descriptor, head));
  } finally {
    closeSync(descriptor);
  }
}
