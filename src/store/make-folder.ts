import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from './error-code.js';

/**
 * Makes a folder and those around it, unless they are there. Node's own recursion never ends where a file system, such as /proc,
 * says of a new folder in one that is there that there is no such thing.
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const parent = path.dirname(folder);
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT' || parent === folder || existsSync(parent)) throw error;
    makeFolder(parent);
    makeOne(folder);
  }
}

/** Another process may have been faster. */
function makeOne(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}
