import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { SourceFiles } from '../adapter.js';
import type { DataFailure, NamedFile } from '../failure.js';

/** A file's bytes, or its first ones; one that cannot be read is a failure in the system's own words. */
export function readBytes(named: NamedFile, length?: number): Buffer | DataFailure {
  try {
    return length === undefined ? readFileSync(named.file) : readHead(named.file, length);
  } catch (error) {
    return unreadable(named, error as Error);
  }
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
  const gone = Object.values(files).find((file) => !statSync(file, { throwIfNoEntry: false })?.isFile());
  return gone === undefined ? undefined : { code: 'missing-dataset', message: `${gone} is missing`, ...advice };
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
