import { check } from './checks.js';
import type { Complaint } from './complaint.js';
import type { Config, DatasetConfig, RunConfig } from './config.js';
import type { DatasetFacts } from './dataset-facts.js';
import { decide } from './decide.js';
import { decideRun } from './decide-run.js';
import { type Diagnostic, diagnosticsOf, type Problem } from './diagnostics.js';
import { draftOf } from './draft.js';
import type { EngineFacts } from './engine-facts.js';
import { type OpenExtended, readTree } from './extend.js';
import { openExtended } from './open.js';
import { type Positions, positionsIn } from './positions.js';
import { schemaProblems } from './schema.js';
import { applySets } from './set.js';
import type { SourceText } from './source.js';
import type { Spec } from './spec.js';
import { foldersIn, keysOf, plainOf } from './tree.js';

export type { Positions } from './positions.js';

export interface ReadOptions {
  /** Path of the experiment file: shown in diagnostics, and what the paths in it are relative to. */
  readonly file: string;
  readonly text: string;
  /** Values that replace what is written, as `path=value`. */
  readonly set?: readonly string[];
  readonly open?: OpenExtended;
  /** What is known about a dataset before it is decoded, or what is wrong with its files. */
  readonly facts: (dataset: DatasetConfig) => DatasetFacts | Complaint;
  readonly engines: EngineFacts;
}

export type ReadResult = Experiment | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

interface Experiment {
  readonly ok: true;
  readonly config: Config;
  readonly run: RunConfig;
  readonly facts: DatasetFacts;
  readonly positions: Positions;
  /** Every text that was read, that of the experiment file first. */
  readonly sources: readonly SourceText[];
}

/** Text to decided experiment, or everything that is wrong with it. */
export function readExperiment(options: ReadOptions): ReadResult {
  const { file, text, set = [], open = openExtended, facts, engines } = options;
  const { tree: written, sources, isPart, ...read } = readTree({ file, text, set: false }, open);
  if (written === undefined) return refuse(read.problems);
  const assigned = applySets(written, set);
  const { tree } = assigned;
  const syntax = [...read.problems, ...assigned.problems];
  const schema = schemaProblems(tree);
  if (isPart) return refuse([...syntax, ...schema.filter(({ code }) => code !== 'missing-key')]);
  const draft = draftOf({ tree, wrong: schema.map(({ path }) => path), file, facts, engines });
  const news = schema.filter(({ span }) => !syntax.some((problem) => samePlace(problem, span)));
  const problems = [...syntax, ...news, ...check(draft)];
  if (problems.length > 0 || draft.facts === undefined) return refuse(problems);
  const { facts: known } = draft;
  const spec = plainOf(tree) as Spec;
  const folderOf = foldersIn(tree, file);
  const config = decide(spec, { file, folderOf, facts: known, modelNames: keysOf(tree, 'models') });
  return { ok: true, config, run: decideRun(spec.run), facts: known, positions: positionsIn(tree), sources };
}

function samePlace({ span }: Problem, other: Problem['span']): boolean {
  return span.source === other.source && span.start === other.start && span.end === other.end;
}

function refuse(problems: readonly Problem[]): ReadResult {
  return { ok: false, diagnostics: diagnosticsOf(problems) };
}
