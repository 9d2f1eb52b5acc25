import { stringify } from 'yaml';
import { filesOf, rulesOf } from '../../src/data/dataset.js';
import { ENGINES } from '../../src/engines/catalogue.js';
import { chooseEngine } from '../../src/language/choose-engine.js';
import type { Config, EngineName } from '../../src/language/config.js';
import type { DatasetFacts } from '../../src/language/dataset-facts.js';
import type { EngineFacts } from '../../src/language/engine-facts.js';
import { openerOf } from '../../src/language/open.js';
import { readExperiment } from '../../src/language/read.js';
import { planSteps } from '../../src/runner/plan.js';
import type { Step } from '../../src/runner/step.js';
import { type Digest, digestOf, type Fingerprint, type Key, keyOf } from '../../src/store/fingerprint.js';
import { BASE } from './base.js';

const facts: DatasetFacts = {
  inputShape: [28, 28, 1],
  classNames: [...'abcdefghij'],
  train: Array(10).fill(6000),
  test: Array(10).fill(1000),
};

/** As if every engine were here and could run everything. */
const engines = Object.fromEntries(
  Object.keys(ENGINES).map((name) => [name, { missing: () => undefined, unsupported: () => undefined }]),
) as unknown as EngineFacts;

/** Files that an experiment can extend. */
const EXTENDED: ReadonlyMap<string, string> = new Map([
  ['/home/same.yaml', stringify(BASE)],
  ['/home/seed.yaml', 'seed: 8'],
]);

/** What is in a file of the dataset. */
export type ContentOf = (file: string) => string;

export const byName: ContentOf = (file) => file.split('/').at(-1) ?? '';

export function planOf(text: string, contentOf: ContentOf = byName, file = '/home/oracle.yaml'): readonly Step[] {
  const read = readExperiment({ file, text, facts: () => facts, engines, open: openerOf(EXTENDED) });
  if (!read.ok) throw new Error(`${read.diagnostics.map(({ message }) => message).join('; ')} in\n${text}`);
  const { config, warnings } = read;
  const { use } = config.dataset;
  const sources = mapValues(filesOf(use), (path) => digest('file', contentOf(path)));
  const rules = rulesOf(use, config.seed);
  return planSteps(config, { dataset: facts, rules, sources, engines: enginesOf(config), warnings, fused: true });
}

function enginesOf({ models, train }: Config) {
  const planned = models.map(({ name, layers, engine: choice }) => {
    const work = { network: { inputShape: facts.inputShape, layers }, batchSize: train.batchSize };
    const engine = chooseEngine(choice, work, engines) as EngineName;
    return [name, { name: engine, version: '1', digest: digest('engine', engine) }] as const;
  });
  return new Map(planned);
}

export function textOf(draft: object): string {
  return stringify(draft);
}

/** A cache without files: what each key made, by the names of artifacts. */
export type World = ReadonlyMap<Key, (artifact: string) => Digest>;

/** Runs a plan: gives the ids of the steps that were no hits, and the cache with what they made. */
export function run(steps: readonly Step[], cache: World): { readonly ran: readonly string[]; readonly world: World } {
  const world = new Map(cache);
  const artifacts = new Map<string, (artifact: string) => Digest>();
  const ran: string[] = [];
  for (const { id, fingerprint } of steps) {
    const known = fingerprint((from, artifact) => required(artifacts.get(from))(artifact));
    const key = keyOf(known);
    if (!world.has(key)) ran.push(id);
    const made = world.get(key) ?? ((artifact: string) => contentOf(known, artifact));
    world.set(key, made);
    artifacts.set(id, made);
  }
  return { ran, world };
}

/** What an artifact is made from: all of its step's fingerprint, but for what is known of two stages. */
function contentOf(fingerprint: Fingerprint, artifact: string): Digest {
  const { stage, params, inputs } = fingerprint;
  if (stage === 'capture') return digest(artifact, { ...params, layers: [] }, inputs);
  if (stage !== 'dataset' || artifact === 'classes.json') return digest(artifact, keyOf(fingerprint));
  const isApart = artifact.startsWith('test-') && params['standardize'] === false;
  const { options, ...rules } = params['rules'] as { readonly options: object };
  const samplesOnly = { ...params, rules: { ...rules, options: { ...options, classNames: null } } };
  return digest(artifact, isApart ? { ...samplesOnly, part: null } : samplesOnly);
}

function digest(...parts: readonly unknown[]): Digest {
  return digestOf(Buffer.from(JSON.stringify(parts)));
}

function mapValues<Value, Mapped>(values: { readonly [name: string]: Value }, map: (value: Value) => Mapped) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('a step is planned before what it needs');
  return value;
}
