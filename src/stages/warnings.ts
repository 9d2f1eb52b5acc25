import type { Config } from '../language/config.js';
import type { Warning } from '../language/warnings/warning.js';
import type { Fingerprint } from '../store/fingerprint.js';
import type { LayerSummary } from './capture.js';
import type { ClusterSummary } from './cluster.js';
import { chanceLevel, deadUnits, poorClusterings } from './found-warnings.js';
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
  readonly captures: readonly { readonly model: string; readonly epoch: number; readonly layers: readonly Layer[] }[];
  readonly clusterings: readonly Clustering[];
}

interface Layer {
  readonly layer: string;
  /** In a fingerprint, which holds no names. */
  readonly called: string;
}

/** A layer of a model at an epoch, and how many of its units give the same for every sample. */
export interface CapturedLayer {
  readonly model: string;
  readonly epoch: number;
  readonly layer: string;
  readonly units: number;
  readonly dead: number;
}

export interface Clustering {
  readonly model: string;
  readonly epoch: number;
  readonly layer: string;
  /** The steps that clustered and labelled. */
  readonly cluster: string;
  readonly label: string;
}

/** What the steps behind an input made, in the order of the parameters; undefined for one that made nothing. */
export type ReadInput = <Value>(input: string) => readonly (Value | undefined)[];

/** All that a reader of the results must know first, in one list: what was known before, and what the steps turned up. */
export function runWarnings(fingerprint: Fingerprint, { store }: StageContext): StageResult {
  const params = fingerprint.params as unknown as WarningsParams;
  const read: ReadInput = <Value>(name: string) =>
    inputList(fingerprint, name).map((digest) => readJson<Value>(store, digest));
  return made([['warnings.json', jsonFile([...params.known, ...warningsFrom(params, read)])]]);
}

/** What is to be said of all that steps made. */
export function warningsFrom({ test, scores, captures, clusterings }: WarningsParams, read: ReadInput): Warning[] {
  const scored = read<{ accuracy: number }>('scores').flatMap((score, i) => (score ? { ...score, ...scores[i] } : []));
  const layers = read<LayerSummary>('layers').flatMap((summary, i): CapturedLayer[] => {
    const { layers: captured, ...place } = captures[i];
    return summary ? captured.map(({ layer, called }) => ({ ...place, layer, ...summary[called] })) : [];
  });
  const fitted = read<ClusterSummary>('clusters');
  const labelled = read<LabelSummary>('labels').flatMap((summary, i) => {
    const own = fitted[i];
    return summary && own ? { ...own, ...summary, ...clusterings[i] } : [];
  });
  return [...chanceLevel(scored, test), ...deadUnits(layers, clusterings), ...poorClusterings(layers, labelled)];
}
