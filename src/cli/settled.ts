import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isCached, isWritten, readSettled, type SettledRun, settledFile } from '../runner/settled.js';
import { Store } from '../store/store.js';
import type { ExperimentOptions } from './call.js';
import { circumstancesOf, surroundingsOf } from './circumstances.js';

interface Options extends ExperimentOptions {
  /** Where the folder of the results goes, if they must be there too. */
  readonly out?: string;
}

/** The last run of an experiment if it left nothing to do and nothing has changed since; undefined where that is not certain. */
export function settledRun(file: string, { set, cache, out }: Options): SettledRun | undefined {
  const store = new Store(path.resolve(cache));
  const record = settledFile(store.root, file, set);
  const settled = readSettled(record);
  if (settled === undefined || circumstancesNow(set, settled, store) !== settled.circumstances) return undefined;
  const folder = out && path.resolve(out, settled.config.name);
  if (folder !== undefined && !isWritten(settled, { record, folder, store })) return undefined;
  return isCached(settled, store) ? settled : undefined;
}

/** Undefined where anything is missing: preparing the experiment says what. */
function circumstancesNow(set: readonly string[], { config, facts, sources }: SettledRun, { root }: Store) {
  try {
    const surroundings = surroundingsOf(config, facts, root);
    const read = sources.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
    return circumstancesOf({ sources: read, set }, surroundings);
  } catch {
    return undefined;
  }
}
