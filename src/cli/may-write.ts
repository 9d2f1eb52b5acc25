import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { forecastRun } from '../runner/forecast.js';
import { runJsonFile } from '../runner/results/run-json.js';
import { isPlace, placeProblem } from './places.js';
import type { Prepared } from './prepare.js';
import { folderOf, stateOf } from './results.js';

/** Before any work: whether its results can be kept. Where there is none to do, nothing need be written. */
export function mayWrite(prepared: Prepared, { out }: { readonly out?: string | undefined }): boolean {
  const { store } = prepared;
  const folder = out === undefined ? undefined : folderOf(prepared, out);
  const isWritable = [store.root, folder ?? []]
    .flat()
    .every((one) => placeProblem(one, 'folder to write') === undefined);
  if (isWritable || isUpToDate(prepared, out)) return true;
  return (
    isPlace('--cache', store.root, 'folder to write') &&
    (folder === undefined || isPlace('--out', folder, 'folder to write'))
  );
}

function isUpToDate(prepared: Prepared, out: string | undefined): boolean {
  const forecasts = forecastRun(prepared.steps, prepared.store, () => false);
  if (forecasts.some(({ status }) => status !== 'cached')) return false;
  return out === undefined || stateOf(prepared, out, forecasts).status === 'current';
}

/**
 * Before the experiment is read, which may leave facts in the cache: complains of a folder that takes no results. One that has
 * some may have just those that are asked for.
 */
export function mayHold(out: string): boolean {
  return (
    (placeProblem(out, 'folder to write') !== undefined && hasResults(out)) || isPlace('--out', out, 'folder to write')
  );
}

function hasResults(out: string): boolean {
  try {
    return readdirSync(out).some((name) => existsSync(runJsonFile(path.join(out, name))));
  } catch {
    return false;
  }
}
