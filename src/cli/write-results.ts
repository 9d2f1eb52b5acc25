import type { Warning } from '../language/warnings/warning.js';
import { closureOf } from '../runner/closure.js';
import { declarationOf } from '../runner/declaration.js';
import { rememberRun } from '../runner/history.js';
import { makesResults, resultFiles } from '../runner/result-files.js';
import { type RunInfo, readRunJson, writeRunJson } from '../runner/results/run-json.js';
import { writeReport } from '../runner/results-folder.js';
import { removeStale } from '../runner/stale-results.js';
import type { Step } from '../runner/step.js';
import { cached, type StepRecord } from '../runner/step-record.js';
import { CorruptObject } from '../store/store.js';
import type { Prepared } from './prepare.js';
import { folderOf, sourceFor } from './results.js';
import { versions } from './versions.js';
import { foundWarnings } from './warnings.js';

interface Results {
  readonly prepared: Prepared;
  /** Those that were asked for. */
  readonly steps: readonly Step[];
  readonly records: Records;
  /** Where the folder of the results goes; undefined writes none. */
  readonly out: string | undefined;
}

type Records = ReadonlyMap<string, StepRecord>;

interface Written {
  readonly warnings: readonly Warning[];
  /** What prevents that results are written, if anything does. */
  readonly problem: string | undefined;
}

/** Writes the results folder, and tells what the run turned up; gives a corrupt object of the report, which is dropped. */
export function writeResults(results: Results): CorruptObject | Written {
  const { prepared, steps, records, out } = results;
  const { store, warnings: known } = prepared;
  const found = foundWarnings(steps, records, known, store);
  if (found instanceof CorruptObject) return found;
  const warnings = [...known, ...found];
  if (out === undefined) return { warnings, problem: undefined };
  try {
    const isAsked = steps.some(makesResults) || !hasResults(folderOf(prepared, out));
    const corrupt = isAsked ? writeFolder(results, out) : undefined;
    if (corrupt !== undefined) return corrupt;
    rememberRun(store.root, prepared.config.name, { plan: prepared.steps, steps, records });
    return { warnings, problem: undefined };
  } catch (error) {
    const page = records.get('page')?.outcome;
    const kept = page === 'ran' || page === 'cached' ? 'the results are' : 'what is finished is';
    const hint = `${kept} in the cache: free space, or name another folder with --out, and run again`;
    return { warnings, problem: `error cannot-write: ${(error as Error).message}\n  ${hint}` };
  }
}

/** Whether a folder has tables, figures or a page: what makes none of them leaves these alone. */
function hasResults(folder: string): boolean {
  const steps = Object.values(readRunJson(folder)?.steps ?? {});
  return steps.some((step) => makesResults(step) && step.key !== null);
}

/** Of a run of some steps all that is up to date by now: what is there is of one experiment, also where it is part of it. */
function writeFolder({ prepared, steps, records }: Results, out: string): CorruptObject | undefined {
  const { store, config, engines, warnings: known } = prepared;
  const folder = folderOf(prepared, out);
  const all = steps.length === prepared.steps.length ? records : withCached(prepared, records);
  const found = foundWarnings(prepared.steps, all, known, store);
  if (found instanceof CorruptObject) return found;
  const info: RunInfo = {
    experiment: config.name,
    source: sourceFor(prepared, out),
    versions: versions(),
    engines,
    warnings: [...known, ...found],
    config: declarationOf(prepared.steps).config,
  };
  const files = resultFiles(prepared.steps, (id) => all.get(id)?.artifacts);
  removeStale(folder, files);
  const corrupt = writeReport(folder, files, store);
  if (corrupt !== undefined) return corrupt;
  writeRunJson(folder, info, prepared.steps, all);
  return undefined;
}

/** With the steps that the cache has besides those that were asked for. */
export function withCached({ steps, store }: Prepared, records: Records): Records {
  const { found } = closureOf(steps, (key) => store.find(key));
  return new Map([
    ...found.map(({ step, key, manifest }) => [step.id, cached(key, manifest.artifacts)] as const),
    ...records,
  ]);
}
