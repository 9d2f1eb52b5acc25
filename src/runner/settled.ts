import { utimesSync } from 'node:fs';
import path from 'node:path';
import { isListOf, isObject, isText } from '../formats/json-shape.js';
import type { Config } from '../language/config.js';
import type { DatasetFacts } from '../language/dataset-facts.js';
import type { Environment } from '../language/environment.js';
import type { SourceText } from '../language/source.js';
import { isWarning } from '../language/warnings/warning.js';
import { isName } from '../language/words.js';
import { isStage } from '../stages/artifacts.js';
import type { StageName } from '../stages/stage.js';
import { digestOfFile } from '../store/file-digest.js';
import { type Digest, digestOf, isDigest, type Key } from '../store/fingerprint.js';
import { isArtifact } from '../store/manifest.js';
import { readSealed, tryToWriteSealed } from '../store/sealed-file.js';
import { digestsOfFiles } from '../store/source-digests.js';
import type { Artifact, Store } from '../store/store.js';
import type { WarningFound } from './events.js';
import { historyFile } from './history.js';
import { resultFiles } from './result-files.js';
import { runJsonFile } from './results/run-json.js';
import type { Step } from './step.js';
import type { StepRecord } from './step-record.js';

/**
 * A run that left nothing to do. While all that it names is as it was, the next one has nothing to do either, and knows so
 * without reading the experiment, planning its steps and looking up each of them.
 */
export interface SettledRun {
  /** Of the experiments that the file's matrix makes; undefined where there is none. */
  readonly case: string | undefined;
  /** Digest of what decides the steps and their keys. */
  readonly circumstances: Digest;
  /** Absolute paths of the experiment file and of those that it extends. */
  readonly sources: readonly string[];
  /** Names of the environment's variables that it declares. */
  readonly variables: readonly string[];
  readonly config: Config;
  readonly facts: DatasetFacts;
  readonly warnings: readonly WarningFound[];
  readonly steps: readonly SettledStep[];
  /** Of the bytes of all manifests, in the order of the steps. */
  readonly manifests: Digest;
  /** Each once. */
  readonly objects: readonly Artifact[];
  /** Of the experiment's history that it left. */
  readonly history: Digest;
  /** In the results folder. */
  readonly files: readonly (readonly [file: string, digest: Digest])[];
}

interface SettledStep {
  readonly id: string;
  readonly stage: StageName;
  readonly key: Key;
}

interface Chosen {
  readonly set: readonly string[];
  /** Of the experiments that the file's matrix makes. */
  readonly case?: string | undefined;
}

/** Where the last settled run of an experiment file with these changes is kept. */
export function settledFile(cache: string, file: string, { set, case: chosen }: Chosen): string {
  const name = digestOf(Buffer.from(JSON.stringify([path.resolve(file), set, chosen])));
  return path.join(cache, 'settled', `${name.slice(0, 32)}.json`);
}

interface Ending {
  readonly case: string | undefined;
  readonly circumstances: Digest;
  readonly sources: readonly SourceText[];
  readonly variables: Environment;
  readonly config: Config;
  readonly facts: DatasetFacts;
  readonly warnings: readonly WarningFound[];
  readonly steps: readonly Step[];
  readonly records: ReadonlyMap<string, StepRecord>;
  readonly folder: string;
}

/** Keeps a run, if every step of its experiment ended well. */
export function rememberSettled(record: string, ending: Ending, store: Store): void {
  const { circumstances, config, facts, warnings, records, folder } = ending;
  const steps = ending.steps.map(({ id, stage }) => ({ id, stage, key: records.get(id)?.key }));
  if (!steps.every((step): step is SettledStep => step.key !== undefined)) return;
  const artifacts = [...records.values()].flatMap((record) => Object.values(record.artifacts));
  const objects = [...new Map(artifacts.map((artifact) => [artifact.digest, artifact])).values()];
  const manifests = store.digestOfManifests(steps.map(({ key }) => key));
  const results = resultFiles(ending.steps, (id) => records.get(id)?.artifacts);
  const files = [
    ...[...results].map(([name, { digest }]) => [path.join(folder, name), digest] as const),
    [runJsonFile(folder), digestOfFile(runJsonFile(folder))] as const,
  ];
  const history = digestIfThere(historyFile(store.root, config.name));
  if (manifests === undefined || history === undefined) return;
  const sources = ending.sources.map(({ file }) => path.resolve(file));
  const variables = Object.keys(ending.variables);
  const settled: SettledRun = {
    case: ending.case,
    circumstances,
    sources,
    variables,
    config,
    facts,
    warnings,
    steps,
    manifests,
    objects,
    history,
    files,
  };
  tryToWriteSealed(record, settled);
}

export function readSettled(record: string): SettledRun | undefined {
  return readSealed(record, isSettled);
}

/** The config and the facts are what their digest says or nothing, so this looks only at what is used before that is known. */
function isSettled(value: unknown): value is SettledRun {
  if (!isObject(value)) return false;
  const { config, facts, warnings, circumstances, sources, variables, steps, manifests, objects, history, files } =
    value;
  return (
    isObject(config) &&
    isText(config['name']) &&
    isName(config['name']) &&
    isObject(facts) &&
    [circumstances, manifests, history].every(isDigest) &&
    isListOf(warnings, isWarningFound) &&
    isListOf(sources, isText) &&
    isListOf(variables, isText) &&
    isListOf(steps, isSettledStep) &&
    isListOf(objects, isArtifact) &&
    isListOf(files, isFile)
  );
}

function isWarningFound(value: unknown): value is WarningFound {
  return isWarning(value) && 'type' in value && value.type === 'warning';
}

function isSettledStep(step: unknown): step is SettledStep {
  return (
    isObject(step) && isText(step['id']) && isText(step['stage']) && isStage(step['stage']) && isDigest(step['key'])
  );
}

function isFile(file: unknown): file is SettledRun['files'][number] {
  return Array.isArray(file) && file.length === 2 && isText(file[0]) && isDigest(file[1]);
}

/** Whether the cache still has everything: each manifest with the bytes that it had, each object with its size. */
export function isCached({ steps, manifests, objects }: SettledRun, store: Store): boolean {
  return (
    store.digestOfManifests(steps.map(({ key }) => key)) === manifests && objects.every((object) => store.has(object))
  );
}

interface Written {
  /** File of the settled run. */
  readonly record: string;
  /** Of the results. */
  readonly folder: string;
  readonly store: Store;
}

/** Whether the results are in this folder, and no other run of the experiment has come since. */
export function isWritten({ config, history, files }: SettledRun, { record, folder, store }: Written): boolean {
  const names = files.map(([name]) => name);
  if (!names.includes(runJsonFile(folder))) return false;
  if (digestIfThere(historyFile(store.root, config.name)) !== history) return false;
  try {
    const digests = digestsOfFiles(names, record.replace(/json$/, 'files.json'));
    return files.every(([, digest], index) => digests[index] === digest);
  } catch {
    return false;
  }
}

/** A run that does nothing is a use all the same, by which the collector chooses. */
export function markUsed({ config }: SettledRun, root: string): void {
  const now = new Date();
  try {
    utimesSync(historyFile(root, config.name), now, now);
  } catch {
    // A cache that takes no more writes serves as it is.
  }
}

function digestIfThere(file: string): Digest | undefined {
  try {
    return digestOfFile(file);
  } catch {
    return undefined;
  }
}
