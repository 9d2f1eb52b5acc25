import { createRequire } from 'node:module';
import path from 'node:path';

/** Folder of an installed npm package; one that is not installed has no files where it would be. */
export function packageFolder(name: string): string {
  try {
    return path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return path.join('node_modules', name);
  }
}
