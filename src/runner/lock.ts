import path from 'node:path';
import { canonicalJson } from '../formats/canonical-json.js';
import type { Config } from '../language/config.js';
import type { Environment } from '../language/environment.js';
import type { SourceText } from '../language/source.js';
import { type Digest, digestOf, type Json, type Key } from '../store/fingerprint.js';
import type { Artifacts } from '../store/store.js';
import type { FoundStep } from './closure.js';
import { type Declaration, declarationOf } from './declaration.js';
import { resultFiles } from './result-files.js';

/** What it takes to make an experiment's results again, and to tell whether they are the same. */
export interface Lock {
  readonly lockVersion: 1;
  readonly versions: Readonly<Record<string, string>>;
  readonly experiment: LockedExperiment;
  readonly engines: Declaration['engines'];
  readonly datasets: Declaration['datasets'];
  readonly fused: Declaration['fused'];
  readonly stages: Readonly<Record<string, LockedStage>>;
  /** Digests of the files in the results folder. */
  readonly results: Readonly<Record<string, Digest>>;
  /** In dependency order, each step's entry (see `entryOf`). */
  readonly steps: Readonly<Record<string, string>>;
}

interface LockedExperiment {
  /** Name of the file, which lies beside the lock. */
  readonly file: string;
  /** Of the experiments that its matrix makes; null where there is none. */
  readonly case: string | null;
  /** The declared variables that the environment had. */
  readonly environment: Readonly<Record<string, string>>;
  /** The --set arguments. */
  readonly set: readonly string[];
  /** Of the decided experiment: comments and formatting do not change it. */
  readonly digest: Digest;
  /** All random numbers follow from these; here for people, since the text has them too. */
  readonly seeds: { readonly experiment: number; readonly init: Readonly<Record<string, number>> };
  /** Lines of the file. */
  readonly text: readonly string[];
  /** Lines of the files that it extends, by their paths relative to it. */
  readonly extended: Readonly<Record<string, readonly string[]>>;
}

interface LockedStage {
  readonly version: number;
  readonly steps: number;
  /** Over the artifacts of all its steps. */
  readonly root: Digest;
}

interface Locked {
  readonly versions: Lock['versions'];
  readonly case: string | undefined;
  readonly variables: Environment;
  readonly set: readonly string[];
  /** What was read, the experiment file first. */
  readonly sources: readonly SourceText[];
  readonly config: Config;
  /** Every step of the experiment. */
  readonly found: readonly FoundStep[];
}

export function lockOf({ versions, set, case: chosen, variables, sources, config, found }: Locked): Lock {
  const [experiment, ...extended] = sources;
  const folder = path.dirname(experiment.file);
  const linesOf = ({ file, text }: SourceText) => [relativePath(folder, file), text.split('\n')] as const;
  const declaration = declarationOf(found.map(({ step }) => step));
  const init = Object.fromEntries(config.models.map((model) => [model.name, model.init]));
  const artifacts = new Map(found.map(({ step, manifest }) => [step.id, manifest.artifacts]));
  const results = resultFiles(
    found.map(({ step }) => step),
    (id) => artifacts.get(id),
  );
  return {
    lockVersion: 1,
    versions,
    experiment: {
      file: path.basename(experiment.file),
      case: chosen ?? null,
      environment: JSON.parse(JSON.stringify(variables)) as Record<string, string>,
      set,
      digest: digestOfJson(declaration.config),
      seeds: { experiment: config.seed, init },
      text: experiment.text.split('\n'),
      extended: Object.fromEntries(extended.map(linesOf)),
    },
    engines: declaration.engines,
    datasets: declaration.datasets,
    fused: declaration.fused,
    stages: stagesOf(found, declaration),
    results: digestsOf(Object.fromEntries(results)),
    steps: Object.fromEntries(found.map(({ step, key, manifest }) => [step.id, entryOf(key, manifest.artifacts)])),
  };
}

/** The same on every system. */
function relativePath(folder: string, file: string): string {
  return path.relative(folder, file).split(path.sep).join('/');
}

function stagesOf(found: readonly FoundStep[], { stageVersions }: Declaration): Lock['stages'] {
  const stages = Object.entries(stageVersions).map(([stage, version]): [string, LockedStage] => {
    const made = found.filter(({ step }) => step.stage === stage).map(({ manifest }) => manifest.artifacts);
    return [stage, { version, steps: made.length, root: rootOf(made) }];
  });
  return Object.fromEntries(stages);
}

/** One digest over the artifacts of several steps, in their order. */
export function rootOf(made: readonly Artifacts[]): Digest {
  return digestOfJson(made.map(digestsOf));
}

/** A step's key and, to keep the file small, the first 16 digits of a digest over its artifacts; the stage's root has all. */
export function entryOf(key: Key, artifacts: Artifacts): string {
  return `${key} ${digestOfJson(digestsOf(artifacts)).slice(0, 16)}`;
}

export function digestsOf(artifacts: Artifacts): Record<string, Digest> {
  const names = Object.keys(artifacts).sort();
  return Object.fromEntries(names.map((name) => [name, artifacts[name].digest]));
}

export function digestOfJson(value: Json): Digest {
  return digestOf(Buffer.from(canonicalJson(value)));
}
