import { readFileSync, statSync } from 'node:fs';
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

/** A file's bytes; one that cannot be read (gone, not permitted) is a failure in the system's own words. */
export function readBytes(file: string): Buffer | DataFailure {
  try {
    return readFileSync(file);
  } catch (error) {
    return {
      code: 'unreadable-dataset',
      message: (error as Error).message,
      hint: 'check that the file is there and readable',
    };
  }
}
