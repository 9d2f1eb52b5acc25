import path from 'node:path';
import { factsOf } from '../data/dataset.js';
import { ENGINES } from '../engines/catalogue.js';
import type { Config, DatasetConfig, RunConfig } from '../language/config.js';
import type { DatasetFacts } from '../language/dataset-facts.js';
import { formatDiagnostic } from '../language/diagnostics.js';
import { openExperiment } from '../language/open.js';
import { type Positions, readExperiment } from '../language/read.js';
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
  readonly text: string;
  readonly set: readonly string[];
  readonly config: Config;
  readonly run: RunConfig;
  readonly facts: DatasetFacts;
  /** Digest of what decides the steps and their keys. */
  readonly circumstances: Digest;
  readonly positions: Positions;
  readonly steps: readonly Step[];
  readonly store: Store;
  readonly engines: readonly UsedEngine[];
}

/** Reads, decides and plans an experiment; prints every problem and gives undefined where it has any. */
export function prepare(file: string, { set, cache }: ExperimentOptions, given?: string): Prepared | undefined {
  const read = readConfig(file, set, given);
  if (read === undefined) return undefined;
  const { text, config, run, facts, positions } = read;
  const store = new Store(path.resolve(cache));
  const surroundings = surroundingsOf(config, facts, store.root);
  const steps = planSteps(config, { dataset: facts, ...surroundings });
  const circumstances = circumstancesOf({ file, text, set }, surroundings);
  const engines = usedEngines(surroundings.engines);
  return { file, text, set, config, run, facts, circumstances, positions, steps, store, engines };
}

/** Reads an experiment, or prints every error in it and gives undefined. `given` takes the place of the file's text. */
export function readConfig(file: string, set: readonly string[], given?: string) {
  const opened = given === undefined ? openExperiment(file) : { ok: true as const, text: given };
  const text = opened.ok ? opened.text : '';
  const facts = ({ use }: DatasetConfig) => factsOf(use);
  const read = opened.ok ? readExperiment({ file, text, set, facts, engines: ENGINES }) : opened;
  if (read.ok) return { text, ...read };
  complain(read.diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, text)).join('\n\n'));
  return undefined;
}
