import { statSync } from 'node:fs';
import type { DataFailure } from './failure.js';

/** The files that a dataset comes from, and the version of the rules by which they are read. */
export interface Source {
  /** Absolute; their digests identify the data. */
  readonly files: readonly string[];
  readonly version: string;
}

/** The first of `files` that is not there as a file. */
export function firstMissing(files: readonly string[]): string | undefined {
  return files.find((file) => !statSync(file, { throwIfNoEntry: false })?.isFile());
}

/** Runs `read`; a file that cannot be read (gone, not permitted) is a failure with the system's own words. */
export function readable<Value>(file: string, read: (file: string) => Value): Value | DataFailure {
  try {
    return read(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string') throw error;
    return { code: 'unreadable-dataset', message: `${file}: ${message}`, hint: 'make the file readable' };
  }
}
