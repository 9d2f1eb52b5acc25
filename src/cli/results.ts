import path from 'node:path';
import { declarationOf } from '../runner/declaration.js';
import { differencesOf } from '../runner/differences.js';
import { type Forecast, forecastRun } from '../runner/forecast.js';
import { type RunSource, sourceOf } from '../runner/results/run-json.js';
import { type ResultsState, resultsState, strangerIn } from '../runner/results/state.js';
import type { Prepared } from './prepare.js';
import { differencesText, ownerText } from './text/results.js';

export function folderOf({ config }: Prepared, out: string): string {
  return path.resolve(out, config.name);
}

export function sourceFor(prepared: Prepared, out: string): RunSource {
  return sourceOf(prepared, folderOf(prepared, out));
}

/** What the results folder is to an experiment whose steps a run would do this with. */
export function stateOf(prepared: Prepared, out: string, forecasts: readonly Forecast[]): ResultsState {
  const { steps, store } = prepared;
  return resultsState({ folder: folderOf(prepared, out), config: declarationOf(steps).config, forecasts, store });
}

/**
 * Before a run replaces the results of another file that gives its experiment the same name, or of another variant: whose
 * they are, what differs, and how to keep both. An edited file is the one that it was.
 */
export function replacementNote(prepared: Prepared, out: string): string | undefined {
  const source = sourceFor(prepared, out);
  const past = strangerIn(folderOf(prepared, out), source);
  if (past === undefined) return undefined;
  const differences = differencesOf(past.config, declarationOf(prepared.steps).config);
  if (differences.length === 0 && isSameSoFar(past.steps, prepared)) return undefined;
  const folder = path.join(out, prepared.config.name);
  const differs =
    differences.length > 0 ? differencesText(differences, prepared.config) : 'other data or another engine';
  return `${folder} has the results of ${ownerText(past.source, source)}, which this run replaces (${differs}); --out DIR or another \`name\` keeps both`;
}

/** Whether the cache has nothing that the other run did not make. */
function isSameSoFar(made: Readonly<Record<string, { readonly key: string | null }>>, { steps, store }: Prepared) {
  return forecastRun(steps, store, () => false).every(
    (one) => one.status === 'may run' || made[one.id]?.key === one.key,
  );
}
