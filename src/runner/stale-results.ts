import { rmSync } from 'node:fs';
import path from 'node:path';
import { isIntact } from '../store/file-digest.js';
import type { Artifact } from '../store/store.js';
import { readRunJson } from './results/run-json.js';

/**
 * Removes what an earlier run left in the results folder and this one does not have, before anything is written: what is there
 * is of one run, at every moment. Only files with the bytes that the earlier `run.json` tells of: a user's own and edited ones stay.
 */
export function removeStale(folder: string, files: ReadonlyMap<string, Artifact>): void {
  // Whatever the stages of the release are called that made them.
  const steps = Object.values(readRunJson(folder)?.steps ?? {});
  for (const [name, digest] of steps.flatMap(({ artifacts }) => Object.entries(artifacts))) {
    const file = path.join(folder, name);
    if (files.get(name)?.digest !== digest && isOurs(name) && isIntact(file, digest)) rmSync(file);
  }
}

/** Nothing outside of the folder, and not `run.json` itself. */
function isOurs(name: string): boolean {
  return /^(figures\/)?[A-Za-z0-9._-]+\.(csv|html|svg|png)$/.test(name);
}
