import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isCached, isWritten, readSettled, type SettledRun, settledFile } from '../runner/settled.js';
import { isSummaryWritten, readCases } from '../runner/settled-cases.js';
import { Store } from '../store/store.js';
import type { ExperimentOptions } from './call.js';
import { circumstancesOf, surroundingsOf } from './circumstances.js';

interface Options extends ExperimentOptions {
  /** Where the folder of the results goes, if they must be there too. */
  readonly out?: string;
}

/** The last runs of all experiments of a file, if they left nothing to do and nothing has changed since; undefined where that is not certain. */
export function settledRuns(file: string, options: Options): readonly SettledRun[] | undefined {
  const one = settledRun(file, options);
  if (one !== undefined || options.case !== undefined) return one && [one];
  const { cases = [], summary } = readCases(path.resolve(options.cache), file, options.set) ?? {};
  if (summary === undefined || (options.out !== undefined && !isSummaryWritten(summary, options.out))) return undefined;
  const runs = cases.flatMap(({ name, circumstances }) => {
    const run = settledRun(file, { ...options, case: name });
    return run?.circumstances === circumstances ? run : [];
  });
  return cases.length > 0 && runs.length === cases.length ? runs : undefined;
}

/** The last run of an experiment if it left nothing to do and nothing has changed since; undefined where that is not certain. */
export function settledRun(file: string, options: Options): SettledRun | undefined {
  const { cache, out } = options;
  const store = new Store(path.resolve(cache));
  const record = settledFile(store.root, file, options);
  const settled = readSettled(record);
  if (settled === undefined || circumstancesNow(options, settled, store) !== settled.circumstances) return undefined;
  const folder = out && path.resolve(out, settled.config.name);
  if (folder !== undefined && !isWritten(settled, { record, folder, store })) return undefined;
  return isCached(settled, store) ? settled : undefined;
}

/** Undefined where anything is missing: preparing the experiment says what. */
function circumstancesNow(
  { set, case: name }: Options,
  { config, facts, sources, variables }: SettledRun,
  { root }: Store,
) {
  try {
    const surroundings = surroundingsOf(config, facts, { file: sources[0], cache: root });
    const read = sources.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
    const now = Object.fromEntries(variables.map((variable) => [variable, process.env[variable]]));
    return circumstancesOf({ sources: read, variables: now, set, case: name }, surroundings);
  } catch {
    return undefined;
  }
}
