import path from 'node:path';
import { factsOf } from '../data/dataset.js';
import { ENGINES } from '../engines/catalogue.js';
import type { Config, DatasetConfig, RunConfig } from '../language/config.js';
import type { DatasetFacts } from '../language/dataset-facts.js';
import { diagnosticsOf, formatDiagnostic } from '../language/diagnostics.js';
import { openExperiment, openerOf } from '../language/open.js';
import { type Positions, readExperiment } from '../language/read.js';
import type { SourceText } from '../language/source.js';
import { planSteps } from '../runner/plan.js';
import type { UsedEngine } from '../runner/results-folder.js';
import type { Step } from '../runner/step.js';
import type { Digest } from '../store/fingerprint.js';
import { Store } from '../store/store.js';
import type { ExperimentOptions } from './call.js';
import { circumstancesOf, surroundingsOf } from './circumstances.js';
import { usedEngines } from './engines.js';
import { complain } from './output.js';

/** An experiment that is ready to be planned or run. */
export interface Prepared {
  readonly file: string;
  readonly set: readonly string[];
  readonly config: Config;
  readonly run: RunConfig;
  readonly facts: DatasetFacts;
  /** Digest of what decides the steps and their keys. */
  readonly circumstances: Digest;
  readonly positions: Positions;
  /** What was read, the experiment file first. */
  readonly sources: readonly SourceText[];
  readonly steps: readonly Step[];
  readonly store: Store;
  readonly engines: readonly UsedEngine[];
}

/** Reads, decides and plans an experiment; prints every problem and gives undefined where it has any. */
export function prepare(file: string, { set, cache }: ExperimentOptions, given?: GivenTexts): Prepared | undefined {
  const read = readConfig(file, set, given);
  if (read === undefined) return undefined;
  const { config, run, facts, positions, sources } = read;
  const store = new Store(path.resolve(cache));
  const surroundings = surroundingsOf(config, facts, store.root);
  const steps = planSteps(config, { dataset: facts, ...surroundings });
  const circumstances = circumstancesOf({ sources, set }, surroundings);
  const engines = usedEngines(surroundings.engines);
  return { file, set, config, run, facts, circumstances, positions, sources, steps, store, engines };
}

/** Texts by absolute path that take the place of the files. */
export type GivenTexts = ReadonlyMap<string, string>;

/** Reads an experiment, or prints every error in it and gives undefined. */
export function readConfig(file: string, set: readonly string[], given?: GivenTexts) {
  const open = given && openerOf(given);
  const opened = (open ?? openExperiment)(file);
  const facts = ({ use }: DatasetConfig) => factsOf(use);
  const read = opened.ok
    ? readExperiment({ file, text: opened.text, set, ...(open && { open }), facts, engines: ENGINES })
    : { ok: false as const, diagnostics: diagnosticsOf([opened.problem]) };
  if (read.ok) return read;
  complain(read.diagnostics.map(formatDiagnostic).join('\n\n'));
  return undefined;
}
