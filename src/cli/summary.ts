import path from 'node:path';
import { defaultName } from '../language/decide.js';
import { listed } from '../language/warnings/warning.js';
import { makesResults } from '../runner/result-files.js';
import { type RunSource, sourceOf } from '../runner/results/run-json.js';
import { type ResultsState, strangerIn } from '../runner/results/state.js';
import {
  type CaseResults,
  dropSummary,
  filesOfSummary,
  hasOnly,
  summaryState,
  tablesOf,
  writeSummary,
} from '../runner/results/summary.js';
import { rememberCases } from '../runner/settled-cases.js';
import type { Step } from '../runner/step.js';
import type { StepRecord } from '../runner/step-record.js';
import type { Key } from '../store/fingerprint.js';
import { EXIT } from './call.js';
import { complain, tell } from './output.js';
import type { Prepared } from './prepare.js';
import { ownerText } from './text/results.js';
import { versions } from './versions.js';
import { withCached } from './write-results.js';

/** The experiments that a file's matrix makes. */
type Cases = readonly Prepared[];

/** What became of the steps that a case was asked for. */
interface CaseEnd {
  readonly steps: readonly Step[];
  readonly records: ReadonlyMap<string, StepRecord>;
}

interface Options {
  readonly out: string;
  readonly only: readonly string[];
  readonly case?: string;
  readonly reporter?: string;
}

/** The name before that of the case, which all have in common unless the matrix varies it. */
function baseName(all: Cases): string {
  const names = all.map(({ config: { name }, case: own = '' }) => {
    return name.endsWith(`-${own}`) ? name.slice(0, -own.length - 1) : name;
  });
  return new Set(names).size === 1 ? names[0] : defaultName(all[0].file);
}

export function summaryFolder(all: Cases, out: string): string {
  return path.resolve(out, baseName(all));
}

function summarySource([{ file, set }]: Cases, folder: string): RunSource {
  return sourceOf({ file, set, case: undefined }, folder);
}

/** Says before a run which results of others its summary replaces, where no case of it says so. */
export function noteReplacedSummary(all: Cases, options: Options): void {
  if (options.case !== undefined || !all.some(({ steps }) => steps.some(makesResults))) return;
  const folder = summaryFolder(all, options.out);
  const source = summarySource(all, folder);
  const past = strangerIn(folder, source);
  const names = new Set(all.map((one) => one.case ?? ''));
  if (past === undefined || hasOnly(past, names)) return;
  const shown = path.join(options.out, path.basename(folder));
  complain(
    `note: ${shown} has the results of ${ownerText(past.source, source)}, which the summary of this run replaces; --out DIR or another \`name\` keeps both`,
  );
}

/** Writes the tables over all cases, of what became of each; gives the exit status of that. */
export function summarise(all: Cases, ends: ReadonlyMap<Prepared, CaseEnd>, options: Options): number {
  if (![...ends.values()].some(({ steps }) => steps.some(makesResults))) return EXIT.done;
  const folder = summaryFolder(all, options.out);
  const cases = all.map((prepared) => caseResults(prepared, ends.get(prepared)));
  const shown = path.join(options.out, path.basename(folder));
  try {
    if (options.case !== undefined) {
      if (dropSummary(folder, cases[0]))
        complain(
          `note: the summary in ${shown} was of other results, and is removed; a run of all cases makes it again`,
        );
      return EXIT.done;
    }
    const summary = {
      folder,
      experiment: path.basename(folder),
      source: summarySource(all, folder),
      versions: versions(),
    };
    const corrupt = writeSummary({ ...summary, cases }, all[0].store);
    if (corrupt !== undefined) return complainOfCorrupt(corrupt.message);
  } catch (error) {
    complain(
      `error cannot-write: ${(error as Error).message}\n  free space, or name another folder with --out, and run again`,
    );
    return EXIT.failed;
  }
  const missing = cases.filter(({ tables }) => typeof tables === 'string').map(({ name }) => name);
  if (missing.length > 0)
    complain(`note: the summary in ${shown} is without ${listed(missing)}, which did not come to an end`);
  if (options.reporter !== 'json') tell(`summary: ${folder}`);
  return EXIT.done;
}

/** Which experiments the file makes is only known where all of them were run. */
export function rememberCasesOf(all: Cases, { only, case: one, out }: Options): void {
  if (only.length > 0 || one !== undefined) return;
  const [{ file, set, store }] = all;
  const folder = summaryFolder(all, out);
  const cases = all.flatMap(({ case: name, circumstances }) => (name === undefined ? [] : { name, circumstances }));
  rememberCases(store.root, file, set, { cases, summary: { folder, files: filesOfSummary(folder) } });
}

/** What the summary's folder is to experiments whose steps are all in the cache under these keys. */
export function summaryStateOf(
  all: Cases,
  keyOf: (prepared: Prepared, step: string) => Key | undefined,
  out: string,
): ResultsState {
  const cases = all.map((prepared): CaseResults => {
    const artifactsOf = (id: string) => {
      const key = keyOf(prepared, id);
      return key && prepared.store.recall(key)?.artifacts;
    };
    return { name: prepared.case ?? '', values: prepared.values, tables: tablesOf(artifactsOf) ?? 'failed' };
  });
  return summaryState(summaryFolder(all, out), { cases });
}

function caseResults(prepared: Prepared, end: CaseEnd | undefined): CaseResults {
  const { case: name = '', values } = prepared;
  if (end === undefined) return { name, values, tables: 'not run' };
  const isWhole = end.steps.length === prepared.steps.length;
  const records = isWhole ? end.records : withCached(prepared, end.records);
  return { name, values, tables: tablesOf((id) => records.get(id)?.artifacts) ?? 'failed' };
}

function complainOfCorrupt(message: string): number {
  complain(`error corrupt-object: ${message}\n  run again, which makes it again`);
  return EXIT.failed;
}
