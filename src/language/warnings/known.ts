import type { Config } from '../config.js';
import type { DatasetFacts } from '../dataset-facts.js';
import type { Positions } from '../positions.js';
import { loweredDefaults } from './fitted-defaults.js';
import { fewModels, identicalModels, sharedInits } from './models.js';
import { fewProbeSamples } from './probe.js';
import type { Warning } from './warning.js';

/** A decided experiment, and what it is known by before anything is computed. */
export interface Known {
  readonly config: Config;
  readonly facts: DatasetFacts;
  /** `positions.exactly(path)` says whether a value was written or is a default. */
  readonly positions: Positions;
}

/** To add a warning: a function here, its code in warning.ts, its row in docs/warnings.md. */
const WARNINGS: readonly ((known: Known) => readonly Warning[])[] = [
  ({ facts }) => facts.warnings ?? [],
  fewModels,
  identicalModels,
  sharedInits,
  fewProbeSamples,
  loweredDefaults,
];

/** What is to be said of an experiment before it runs. */
export function knownWarnings(known: Known): readonly Warning[] {
  return WARNINGS.flatMap((warn) => warn(known));
}
