import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFused } from '../algorithms/fused.js';
import type { SourceFiles } from '../data/adapter.js';
import { filesOf, rulesOf } from '../data/dataset.js';
import type { DigestsOf } from '../engines/engine.js';
import type { Config } from '../language/config.js';
import type { DatasetFacts } from '../language/dataset-facts.js';
import type { Environment } from '../language/environment.js';
import type { SourceText } from '../language/source.js';
import type { PlanFacts } from '../runner/plan-training.js';
import { type Digest, digestOf } from '../store/fingerprint.js';
import { sourceDigests } from '../store/source-digests.js';
import { absentData } from './absent-data.js';
import { planEngines, usedEngines } from './engines.js';
import { versions } from './versions.js';

/** What an experiment meets on this machine: the files of its dataset, and the engines of its models. */
type Surroundings = Omit<PlanFacts, 'dataset' | 'warnings'>;

/** `file` is that of the experiment. */
export function surroundingsOf(
  config: Config,
  facts: DatasetFacts,
  { file, cache }: { readonly file: string; readonly cache: string },
): Surroundings {
  const { dataset, seed } = config;
  const digestsOf = (files: readonly string[]) => sourceDigests(cache, files);
  const sources =
    absentData(dataset.use, { file, cache })?.sources ?? digestsOfSources(filesOf(dataset.use), digestsOf);
  return {
    rules: rulesOf(dataset.use, seed),
    sources,
    engines: planEngines(config, facts, digestsOf),
    fused: isFused(),
  };
}

function digestsOfSources(files: SourceFiles, digestsOf: DigestsOf): Surroundings['sources'] {
  const digests = digestsOf(Object.values(files));
  return Object.fromEntries(Object.keys(files).map((role, index) => [role, digests[index]]));
}

interface Written {
  /** Every text that was read, that of the experiment file first. */
  readonly sources: readonly SourceText[];
  readonly set: readonly string[];
  readonly case: string | undefined;
  /** What the environment has of each declared variable. */
  readonly variables: Environment;
}

/**
 * A digest of everything outside of the cache that decides what the steps of an experiment are, and their keys. Whatever else
 * comes to decide them belongs here: a run is spared while this is as it was.
 */
export function circumstancesOf(
  { sources, variables, set, case: name }: Written,
  { engines, ...surroundings }: Surroundings,
): Digest {
  const program = { ...versions(), code: programDigest() };
  const experiment = {
    set,
    case: name,
    variables: valuesOf(variables),
    sources: sources.map(({ file, text }) => [path.resolve(file), text]),
  };
  const all = { program, experiment, surroundings, engines: usedEngines(engines) };
  return digestOf(Buffer.from(JSON.stringify(all)));
}

/** JSON leaves out what is undefined. */
function valuesOf(variables: Environment) {
  return Object.entries(variables).map(([name, value]) => [name, value ?? null]);
}

/** Of the files that the main process is made of, and of the schema. */
function programDigest(): Digest {
  const folder = fileURLToPath(new URL('../', import.meta.url));
  const code = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const files = [...code.sort().map((name) => path.join(folder, name)), SCHEMA];
  return digestOf(Buffer.concat(files.map((file) => readFileSync(file))));
}

const SCHEMA = fileURLToPath(new URL('../../schemas/experiment.schema.json', import.meta.url));
