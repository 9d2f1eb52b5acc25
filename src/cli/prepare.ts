import path from 'node:path';
import { factsOnce, filesOf } from '../data/dataset.js';
import { isFailure } from '../data/failure.js';
import { ENGINES } from '../engines/catalogue.js';
import { diagnosticsOf, formatDiagnostics } from '../language/diagnostics.js';
import type { Environment } from '../language/environment.js';
import type { OpenExtended } from '../language/extend.js';
import { openExperiment, openExtended, openerOf } from '../language/open.js';
import { type Experiment, type ReadExperiments, readExperiments } from '../language/read.js';
import type { SourceText } from '../language/source.js';
import { planSteps } from '../runner/plan.js';
import type { UsedEngine } from '../runner/results/run-json.js';
import type { Step } from '../runner/step.js';
import type { Digest } from '../store/fingerprint.js';
import { Store } from '../store/store.js';
import { absentData } from './absent-data.js';
import type { ExperimentOptions } from './call.js';
import { circumstancesOf, surroundingsOf } from './circumstances.js';
import { usedEngines } from './engines.js';
import { keptFacts } from './kept-facts.js';
import { complain } from './output.js';

/** An experiment that is ready to be planned or run. */
export interface Prepared extends Experiment {
  readonly file: string;
  readonly set: readonly string[];
  /** Digest of what decides the steps and their keys. */
  readonly circumstances: Digest;
  /** What was read, the experiment file first. */
  readonly sources: readonly SourceText[];
  /** What the environment has of each declared variable. */
  readonly variables: Environment;
  /** Of the dataset's files, by their roles. */
  readonly sourceDigests: Readonly<Record<string, Digest>>;
  readonly steps: readonly Step[];
  readonly store: Store;
  readonly engines: readonly UsedEngine[];
}

/** How an experiment is read where it is not as usual. */
export interface Reading {
  /** What takes the place of the files, as texts by absolute path, and of the environment. */
  readonly given?: { readonly texts: ReadonlyMap<string, string>; readonly environment: Environment };
  /** Hears of every file that decides what the experiment is before it is read, also of one that is missing. */
  readonly note?: (file: string) => void;
}

/** Reads, decides and plans every experiment of a file; prints every problem and gives undefined where it has any. */
export function prepareAll(
  file: string,
  options: ExperimentOptions,
  reading: Reading = {},
): readonly Prepared[] | undefined {
  const read = readConfigs(file, options, reading);
  if (read === undefined) return undefined;
  const store = new Store(path.resolve(options.cache));
  const { set } = options;
  const { sources, variables } = read;
  return read.experiments.map((experiment) => {
    const { config, facts, warnings } = experiment;
    const surroundings = surroundingsOf(config, facts, { file, cache: store.root });
    const steps = planSteps(config, { dataset: facts, warnings, ...surroundings });
    const circumstances = circumstancesOf({ sources, variables, set, case: experiment.case }, surroundings);
    const engines = usedEngines(surroundings.engines);
    const sourceDigests = surroundings.sources;
    return { ...experiment, file, set, circumstances, sources, variables, sourceDigests, steps, store, engines };
  });
}

/** The same for what takes one experiment. */
export function prepare(file: string, options: ExperimentOptions, reading: Reading = {}): Prepared | undefined {
  const all = prepareAll(file, options, reading);
  if (all === undefined || all.length === 1) return all?.[0];
  const cases = all.map((one) => one.case).join(', ');
  complain(`error several-cases: ${file} declares ${all.length} experiments\n  choose one with --case: ${cases}`);
  return undefined;
}

/** Reads the experiments of a file, or prints every error in it and gives undefined. */
export function readConfigs(
  file: string,
  options: Pick<ExperimentOptions, 'set' | 'case'> & { readonly cache?: string },
  { given, note = () => {} }: Reading = {},
): ReadExperiments | undefined {
  const openGiven = given && openerOf(given.texts);
  note(file);
  const opened = (openGiven ?? openExperiment)(file);
  const factsOf = factsHere(file, options.cache ?? 'cache');
  const open: OpenExtended = (extended, experiment) => {
    note(extended);
    return (openGiven ?? openExtended)(extended, experiment);
  };
  const facts: typeof factsOf = (dataset) => {
    for (const source of Object.values(filesOf(dataset.use))) note(source);
    return factsOf(dataset);
  };
  const rest = { open, facts, engines: ENGINES, ...(given && { environment: given.environment }) };
  const read = opened.ok
    ? readExperiments({ file, text: opened.text, set: options.set, case: options.case, ...rest })
    : { ok: false as const, diagnostics: diagnosticsOf([opened.problem]) };
  if (read.ok) return read;
  complain(formatDiagnostics(read.diagnostics));
  return undefined;
}

/** Of a dataset whose files are missing, what an imported archive said of it. */
function factsHere(file: string, cache: string): ReturnType<typeof factsOnce> {
  const facts = factsOnce(keptFacts(cache));
  const noted = new Set<string>();
  return (dataset) => {
    const found = facts(dataset);
    const absent =
      isFailure(found) && found.code === 'missing-dataset' ? absentData(dataset.use, { file, cache }) : undefined;
    if (absent === undefined || !isFailure(found)) return found;
    if (!noted.has(found.message))
      complain(`note: ${found.message}: an imported archive has what was read from it, which is used`);
    noted.add(found.message);
    return absent.facts;
  };
}
