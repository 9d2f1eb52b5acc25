import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { canonicalJson } from '../../formats/canonical-json.js';
import { isListOf, isObject, isText } from '../../formats/json-shape.js';
import { type SummaryCase, summaryFiles } from '../../report/summary.js';
import { writeAtomically } from '../../store/atomic-file.js';
import { digestOfFile, isIntact } from '../../store/file-digest.js';
import { type Digest, digestOf, type Json } from '../../store/fingerprint.js';
import { type Artifacts, CorruptObject, type Store } from '../../store/store.js';
import { readOrDiscard } from '../results-folder.js';
import { removeStale } from '../stale-results.js';
import { type PastRun, type RunSource, readRunJson, runJsonFile } from './run-json.js';
import type { ResultsState } from './state.js';

/** One of the experiments that a matrix makes, and what it is summed up from. */
export interface CaseResults {
  readonly name: string;
  readonly values: SummaryCase['values'];
  /** Digests of its tables; a word why there are none. */
  readonly tables: { readonly models: Digest; readonly groups: Digest } | 'failed' | 'not run';
}

/** What is summed up of a case that made these artifacts; undefined where the tables are not among them. */
export function tablesOf(artifactsOf: (step: string) => Artifacts | undefined): CaseResults['tables'] | undefined {
  const models = artifactsOf('table/models')?.['models.csv'];
  const groups = artifactsOf('table/groups')?.['groups.csv'];
  return models && groups && { models: models.digest, groups: groups.digest };
}

export interface Summary {
  readonly folder: string;
  /** Of the experiments without their cases. */
  readonly experiment: string;
  readonly source: RunSource;
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: readonly CaseResults[];
}

/** Raised when the same cases are summed up otherwise. */
const VERSION = 1;

function configOf({ cases }: Pick<Summary, 'cases'>): Json {
  return { version: VERSION, cases: cases.map(({ name, values, tables }) => ({ name, values, tables })) };
}

function keyOf(summary: Pick<Summary, 'cases'>): string {
  return digestOf(Buffer.from(canonicalJson(configOf(summary))));
}

/**
 * Writes the tables over all cases, of what this run left of each and nothing else. What is there of the same cases stays as it
 * is. Gives a corrupt object that is dropped.
 */
export function writeSummary(summary: Summary, store: Store): CorruptObject | undefined {
  const { folder, experiment, source, versions } = summary;
  if (summaryState(folder, summary).status === 'current') return undefined;
  const cases: SummaryCase[] = [];
  for (const { name, values, tables } of summary.cases) {
    const read = typeof tables === 'string' ? tables : readTables(tables, store);
    if (read instanceof CorruptObject) return read;
    cases.push({ name, values, tables: read });
  }
  const files = summaryFiles(cases);
  const made = new Map([...files].map(([name, bytes]) => [name, { digest: digestOf(bytes), size: bytes.byteLength }]));
  removeStale(folder, made);
  for (const [name, bytes] of files) writeAtomically(path.join(folder, name), bytes);
  const artifacts = Object.fromEntries([...made].map(([name, { digest }]) => [name, digest]));
  const step = { stage: STAGE, key: keyOf(summary), outcome: 'ran', seconds: 0, artifacts };
  const run = { experiment, source, versions, config: configOf(summary), steps: { [STAGE]: step } };
  writeAtomically(runJsonFile(folder), Buffer.from(`${JSON.stringify(run, undefined, 1)}\n`));
  return undefined;
}

const STAGE = 'summary';

function readTables({ models, groups }: { models: Digest; groups: Digest }, store: Store) {
  const [first, second] = [readOrDiscard(store, models), readOrDiscard(store, groups)];
  if (first instanceof CorruptObject) return first;
  if (second instanceof CorruptObject) return second;
  return { models: Buffer.from(first).toString(), groups: Buffer.from(second).toString() };
}

/** What a folder is to the summary of these cases. */
export function summaryState(folder: string, summary: Pick<Summary, 'cases'>): ResultsState {
  const step: { key: string | null; artifacts: Readonly<Record<string, Digest>> } | undefined =
    readRunJson(folder)?.steps[STAGE];
  if (step === undefined) return { status: existsSync(runJsonFile(folder)) ? 'unreadable' : 'missing' };
  if (step.key !== keyOf(summary)) return { status: 'outdated' };
  const files = Object.entries(step.artifacts).filter(([name, digest]) => !isIntact(path.join(folder, name), digest));
  return files.length === 0 ? { status: 'current' } : { status: 'damaged', files: files.map(([name]) => name) };
}

/** After a run of one case alone: removes a summary that is of other results of it, and gives whether there was one. */
export function dropSummary(folder: string, one: CaseResults): boolean {
  const past = readRunJson(folder);
  if (past?.steps[STAGE] === undefined) return false;
  const { cases } = past.config;
  const isSame = Array.isArray(cases) && cases.some((other) => canonicalJson(other) === canonicalJson({ ...one }));
  if (isSame) return false;
  removeStale(folder, new Map());
  rmSync(runJsonFile(folder));
  return true;
}

/** Whether a run left the summary of some of these cases, and of no other. */
export function hasOnly({ steps, config }: PastRun, names: ReadonlySet<string>): boolean {
  const { cases } = config;
  return steps[STAGE] !== undefined && isListOf(cases, isNamed) && cases.every(({ name }) => names.has(name));
}

function isNamed(one: unknown): one is { readonly name: string } {
  return isObject(one) && isText(one['name']);
}

/** The files of a summary as they are, by their names. */
export function filesOfSummary(folder: string): Readonly<Record<string, Digest>> {
  const artifacts = readRunJson(folder)?.steps[STAGE]?.artifacts ?? {};
  return { ...artifacts, 'run.json': digestOfFile(runJsonFile(folder)) };
}
