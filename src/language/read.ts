import { check } from './checks.js';
import type { Complaint } from './complaint.js';
import type { Config, DatasetConfig, RunConfig } from './config.js';
import type { DatasetFacts } from './dataset-facts.js';
import { decide } from './decide.js';
import { decideRun } from './decide-run.js';
import { type Diagnostic, diagnosticsOf, type Problem } from './diagnostics.js';
import { draftOf } from './draft.js';
import type { EngineFacts } from './engine-facts.js';
import { parse } from './parse.js';
import { type Positions, positionsIn } from './positions.js';
import { schemaProblems } from './schema.js';
import { applySets } from './set.js';
import type { Source } from './source.js';
import type { Spec } from './spec.js';
import { keysOf, plainOf } from './tree.js';

export type { Positions } from './positions.js';

export interface ReadOptions {
  /** Path of the experiment file: shown in diagnostics, and what the paths in it are relative to. */
  readonly file: string;
  readonly text: string;
  /** Values that replace what is written, as `path=value`. */
  readonly set?: readonly string[];
  /** What is known about a dataset before it is decoded, or what is wrong with its files. */
  readonly facts: (dataset: DatasetConfig) => DatasetFacts | Complaint;
  readonly engines: EngineFacts;
}

interface Experiment {
  readonly config: Config;
  readonly run: RunConfig;
  readonly facts: DatasetFacts;
  readonly positions: Positions;
}

export type ReadResult =
  | ({ readonly ok: true } & Experiment)
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Text to decided experiment, or everything that is wrong with it. */
export function readExperiment({ file, text, set = [], facts, engines }: ReadOptions): ReadResult {
  const source: Source = { file, text, set: false };
  const parsed = parse(source);
  if (parsed.tree === undefined) return refuse(parsed.problems.length > 0 ? parsed.problems : [emptyFile(source)]);
  const assigned = applySets(parsed.tree, set);
  const { tree } = assigned;
  const syntax = [...parsed.problems, ...assigned.problems];
  const schema = schemaProblems(tree);
  const draft = draftOf({ tree, wrong: schema.map(({ path }) => path), file, facts, engines });
  const news = schema.filter(({ span }) => !syntax.some((problem) => samePlace(problem, span)));
  const problems = [...syntax, ...news, ...check(draft)];
  if (problems.length > 0 || draft.facts === undefined) return refuse(problems);
  const { facts: known } = draft;
  const spec = plainOf(tree) as Spec;
  const config = decide(spec, { file, facts: known, modelNames: keysOf(tree, 'models') });
  return { ok: true, config, run: decideRun(spec.run), facts: known, positions: positionsIn(tree) };
}

function samePlace({ span }: Problem, other: Problem['span']): boolean {
  return span.source === other.source && span.start === other.start && span.end === other.end;
}

function emptyFile(source: Source): Problem {
  const span = { source, start: 0, end: 1 };
  return { code: 'empty-file', message: 'the file is empty', expected: 'an experiment', span };
}

function refuse(problems: readonly Problem[]): ReadResult {
  return { ok: false, diagnostics: diagnosticsOf(problems) };
}
