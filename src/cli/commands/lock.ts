import { closureOf } from '../../runner/closure.js';
import { lockOf } from '../../runner/lock.js';
import { lockFileOf, writeLock } from '../../runner/lock-file.js';
import { EXIT, type ExperimentOptions } from '../call.js';
import { tell } from '../output.js';
import { isPlace } from '../places.js';
import { type Prepared, prepareAll } from '../prepare.js';
import { complainUncached } from '../uncached.js';
import { versions } from '../versions.js';
import { writing } from '../writing.js';

export async function lock(file: string, options: ExperimentOptions): Promise<number> {
  const all = prepareAll(file, options);
  if (all === undefined) return EXIT.wrong;
  const statuses: number[] = [];
  for (const prepared of all) statuses.push(await lockOne(prepared));
  return Math.max(...statuses);
}

async function lockOne(prepared: Prepared): Promise<number> {
  const { file, steps, store } = prepared;
  const { found, missing } = closureOf(steps, (key) => store.find(key));
  if (missing.length > 0) return complainUncached(file, missing);
  const made = lockOf({ ...prepared, versions: versions(), found });
  const lockFile = lockFileOf(prepared);
  if (!isPlace('the lock', lockFile, 'new file')) return EXIT.wrong;
  const written = await writing('the lock lies beside the experiment', () => writeLock(lockFile, made));
  if (written === undefined) return EXIT.failed;
  tell(`${lockFile}: ${steps.length} steps, ${Object.keys(made.results).length} result files`);
  return EXIT.done;
}
