import path from 'node:path';
import { folder, runWork } from './run.mjs';

let isMade = false;

/** A file of work/data.mjs, which are made once. */
export function dataFile(name) {
  if (!isMade) runWork('data.mjs', folder);
  isMade = true;
  return path.join(folder, `${name}.npy`);
}
