import { rmSync } from 'node:fs';
import path from 'node:path';
import { isIntact } from '../store/file-digest.js';
import type { Digest } from '../store/fingerprint.js';
import type { Artifact } from '../store/store.js';
import { resultFiles } from './result-files.js';
import { readRunJson, runJsonFile } from './results-folder.js';

/**
 * Removes what an earlier run left in the results folder and this one does not have, before anything is written: what is there
 * is of one run, at every moment. Only files with the bytes that the earlier `run.json` tells of: a user's own and edited ones stay.
 */
export function removeStale(folder: string, files: ReadonlyMap<string, Artifact>): void {
  for (const [name, digest] of earlierFiles(folder)) {
    const file = path.join(folder, name);
    if (files.get(name)?.digest !== digest && isOurs(name) && isIntact(file, digest)) rmSync(file);
  }
}

/** Whatever `run.json` says: it may be of another version, or of nobody who knows how it must look. */
function earlierFiles(folder: string): ReadonlyMap<string, Digest> {
  try {
    const steps = readRunJson(runJsonFile(folder))?.steps ?? {};
    const made = Object.entries(steps).map(([id, { stage }]) => ({ id, stage }));
    return resultFiles(made, (id) => steps[id].artifacts);
  } catch {
    return new Map();
  }
}

/** Nothing outside of the folder, and not `run.json` itself. */
function isOurs(name: string): boolean {
  return /^(figures\/)?[A-Za-z0-9._-]+\.(csv|html|svg|png)$/.test(name);
}
