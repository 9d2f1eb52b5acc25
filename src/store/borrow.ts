import { copyFileSync, existsSync, linkSync } from 'node:fs';
import path from 'node:path';
import type { Key } from './fingerprint.js';
import { manifestName, objectName } from './layout.js';
import { makeFolder } from './make-folder.js';
import type { Manifest } from './store.js';

/** Makes steps of one cache folder hits in another. Objects are linked where one disk holds both: nobody writes into them. */
export function borrowSteps(
  from: string,
  to: string,
  steps: Iterable<{ readonly key: Key; readonly manifest: Manifest }>,
): void {
  for (const { key, manifest } of steps) {
    for (const { digest } of Object.values(manifest.artifacts)) place(from, to, objectName(digest), linkOrCopy);
    place(from, to, manifestName(key), copyFileSync);
  }
}

function place(from: string, to: string, name: string, how: (source: string, target: string) => void): void {
  const target = path.join(to, name);
  if (existsSync(target)) return;
  makeFolder(path.dirname(target));
  how(path.join(from, name), target);
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}
