import { check } from './checks.js';
import type { Complaint } from './complaint.js';
import type { Config, DatasetConfig, RunConfig } from './config.js';
import type { DatasetFacts } from './dataset-facts.js';
import { decide } from './decide.js';
import { decideRun } from './decide-run.js';
import { type Diagnostic, diagnosticsOf, keyOf, type Problem } from './diagnostics.js';
import { draftOf } from './draft.js';
import type { EngineFacts } from './engine-facts.js';
import type { Environment } from './environment.js';
import type { ExperimentTree } from './expand.js';
import type { OpenExtended } from './extend.js';
import type { CaseValues } from './matrix.js';
import { openExtended } from './open.js';
import { type Positions, positionsIn } from './positions.js';
import { type SchemaProblem, schemaProblems } from './schema.js';
import type { SourceText } from './source.js';
import type { Spec } from './spec.js';
import { foldersIn, keysOf, placeOf, plainOf, type Tree } from './tree.js';
import { knownWarnings } from './warnings/known.js';
import type { Warning } from './warnings/warning.js';
import { anyOfWords, didYouMean, quote } from './words.js';
import { writeOut } from './write-out.js';

export type { Positions } from './positions.js';

export interface ReadOptions {
  /** Path of the experiment file: shown in diagnostics, and what the paths in it are relative to. */
  readonly file: string;
  readonly text: string;
  /** Values that replace what is written, as `path=value`. */
  readonly set?: readonly string[];
  readonly open?: OpenExtended;
  /** What the declared variables are read from. */
  readonly environment?: Environment;
  /** Only this case of the file's matrix. */
  readonly case?: string;
  /** What is known about a dataset before it is decoded, or what is wrong with its files. */
  readonly facts: (dataset: DatasetConfig) => DatasetFacts | Complaint;
  readonly engines: EngineFacts;
}

export interface Experiment {
  /** Its name among the cases of the file's matrix; undefined where there is none. */
  readonly case: string | undefined;
  /** What it has of each field that the file's matrix varies. */
  readonly values: CaseValues;
  readonly config: Config;
  readonly run: RunConfig;
  readonly facts: DatasetFacts;
  readonly positions: Positions;
  /** What is to be said of it before it runs. */
  readonly warnings: readonly Warning[];
}

export interface ReadExperiments {
  readonly ok: true;
  /** At least one. */
  readonly experiments: readonly Experiment[];
  /** Every text that was read, that of the experiment file first. */
  readonly sources: readonly SourceText[];
  /** What the environment has of each declared variable. */
  readonly variables: Environment;
}

interface Refusal {
  readonly ok: false;
  readonly diagnostics: readonly Diagnostic[];
}

/** Text to decided experiment, the first if there are several, or everything that is wrong with any. */
export function readExperiment(options: ReadOptions): (Experiment & { readonly ok: true }) | Refusal {
  const read = readExperiments(options);
  return read.ok ? { ok: true, ...read.experiments[0] } : read;
}

/** Text to decided experiments, or everything that is wrong with them. */
export function readExperiments(options: ReadOptions): ReadExperiments | Refusal {
  const { set = [], open = openExtended, environment = process.env } = options;
  const {
    experiments,
    problems: syntax,
    isPart,
    sources,
    variables,
  } = writeOut({ ...options, set, open, environment });
  if (isPart) return refuse([...syntax, ...experiments.flatMap(certainProblems)], sources);
  const chosen = experiments.filter((one) => options.case === undefined || one.case === options.case);
  if (chosen.length === 0) return refuse([...syntax, unknownCase(options.case ?? '', experiments)], sources);
  const decided = chosen.map((one) => decideOne(one, syntax, options));
  const good = decided.filter((one): one is Experiment => 'config' in one);
  if (good.length === chosen.length) return { ok: true, experiments: good, sources, variables };
  const wrong = decided.flatMap((one) => ('config' in one ? [] : one));
  return refuse([...syntax, ...together(wrong, chosen.length)], sources);
}

/** Where something is missing, what misses it is not told. */
function certainProblems({ tree }: ExperimentTree): readonly Problem[] {
  return schemaProblems(tree).filter((problem) => problem.code !== 'missing-key' && !isKnown(problem, tree));
}

/** Whether the value has been complained about already. */
function isKnown({ path }: SchemaProblem, tree: Tree): boolean {
  const { node } = placeOf(tree, path);
  return node.kind === 'scalar' && node.broken === true;
}

interface WrongExperiment {
  readonly case: string | undefined;
  readonly problems: readonly Problem[];
}

function decideOne(
  { case: name, values, tree }: ExperimentTree,
  syntax: readonly Problem[],
  { file, facts, engines }: ReadOptions,
): Experiment | WrongExperiment {
  const schema = schemaProblems(tree);
  const draft = draftOf({ tree, wrong: schema.map(({ path }) => path), file, facts, engines });
  const told = new Set(syntax.map(placeName));
  const news = schema.filter((problem) => !isKnown(problem, tree) && !told.has(placeName(problem)));
  const problems = [...news, ...check(draft)];
  if (syntax.length > 0 || problems.length > 0 || draft.facts === undefined) return { case: name, problems };
  const { facts: known } = draft;
  const spec = plainOf(tree) as Spec;
  const folderOf = foldersIn(tree, file);
  const config = decide(spec, { file, folderOf, facts: known, modelNames: keysOf(tree, 'models') });
  const positions = positionsIn(tree);
  const warnings = knownWarnings({ config, facts: known, positions });
  return { case: name, values, config, run: decideRun(spec.run), facts: known, positions, warnings };
}

/** Each problem once; one that not all of the experiments have names the cases that do. */
function together(wrong: readonly WrongExperiment[], experiments: number): Problem[] {
  const found = new Map<string, { readonly problem: Problem; readonly cases: Set<string> }>();
  for (const { case: name = '', problems } of wrong) {
    for (const problem of problems) {
      const known = found.get(keyOf(problem)) ?? { problem, cases: new Set() };
      known.cases.add(name);
      found.set(keyOf(problem), known);
    }
  }
  return [...found.values()].map(({ problem, cases }) =>
    cases.size === experiments ? problem : { ...problem, cases: [...cases] },
  );
}

function unknownCase(name: string, experiments: readonly ExperimentTree[]): Problem {
  const known = experiments.flatMap((one) => one.case ?? []);
  const hint = didYouMean(name, known);
  const message = `there is no case ${quote(name)}`;
  const expected = known.length === 0 ? 'no --case: the experiment has no matrix' : anyOfWords(known);
  const source = { file: '--case', text: name, set: false };
  const span = { source, start: 0, end: name.length };
  return { code: 'unknown-case', message, expected, ...(hint && { hint }), span };
}

function placeName({ span: { source, start, end } }: Problem): string {
  return JSON.stringify([source.file, source.set && source.text, start, end]);
}

function refuse(problems: readonly Problem[], sources: readonly SourceText[]): Refusal {
  return { ok: false, diagnostics: diagnosticsOf(problems, sources) };
}
