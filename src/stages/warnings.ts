import type { Config } from '../language/config.js';
import type { Warning } from '../language/warnings/warning.js';
import type { Fingerprint } from '../store/fingerprint.js';
import { chanceLevel, emptyClusters } from './found-warnings.js';
import type { LabelSummary } from './label.js';
import { inputList, jsonFile, made, readJson, type StageContext, type StageResult } from './stage.js';

export interface WarningsParams {
  /** Names are shown. */
  readonly config: Config;
  /** What was said before the run. */
  readonly known: readonly Warning[];
  /** Of the test split: all samples, and those of the largest class. */
  readonly test: { readonly samples: number; readonly largest: number };
  /** The last captured epoch of each model. */
  readonly scores: readonly { readonly model: string; readonly epoch: number }[];
  readonly clusterings: readonly Clustering[];
}

export interface Clustering {
  readonly model: string;
  readonly epoch: number;
  readonly layer: string;
  /** The steps that clustered and labelled. */
  readonly cluster: string;
  readonly label: string;
}

/** All that a reader of the results must know first, in one list: what was known before, and what the steps turned up. */
export function runWarnings(fingerprint: Fingerprint, { store }: StageContext): StageResult {
  const { known, test, scores, clusterings } = fingerprint.params as unknown as WarningsParams;
  const each = <Value>(name: string) => inputList(fingerprint, name).map((digest) => readJson<Value>(store, digest));
  const scored = each<{ accuracy: number }>('scores').map((score, index) => ({ ...score, ...scores[index] }));
  const labelled = each<LabelSummary>('labels').map((summary, index) => ({ ...summary, ...clusterings[index] }));
  const found = [...chanceLevel(scored, test), ...emptyClusters(labelled)];
  return made([['warnings.json', jsonFile([...known, ...found])]]);
}
