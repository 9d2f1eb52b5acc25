import type { DatasetRules } from '../data/dataset.js';
import type { EngineId } from '../engines/engine.js';
import { partOf } from '../language/class-counts.js';
import type { Config, ConfigPath, ModelConfig, TrainConfig } from '../language/config.js';
import type { DatasetFacts } from '../language/dataset-facts.js';
import type { Warning } from '../language/warnings/warning.js';
import { defaultNameOf, withDefaultNames } from '../networks/layer-names.js';
import { optimizerUpTo } from '../networks/optimizer.js';
import type { Digest, Json } from '../store/fingerprint.js';
import { type InputRef, type Step, step } from './step.js';

/** What the plan needs to know besides the config; all of it comes without computing anything. */
export interface PlanFacts {
  readonly dataset: DatasetFacts;
  readonly rules: DatasetRules;
  /** Digests of the source files by their roles. */
  readonly sources: { readonly [role: string]: Digest };
  /** By model. */
  readonly engines: ReadonlyMap<string, EngineId>;
  /** What is to be said of the experiment before it runs. */
  readonly warnings: readonly Warning[];
  /** Whether PCA rounds a product and a sum once; of an engine, its identity says so. */
  readonly fused: boolean;
}

/** The steps that make activations: dataset, probe, train, capture. */
export function planTraining(config: Config, facts: PlanFacts): Step[] {
  const models = config.models.map((model, index) => sharedOf(config, facts, { model, index }));
  const epochs = Array.from({ length: config.train.epochs }, (_, index) => index + 1);
  const training = models.flatMap((one) => epochs.map((epoch) => trainStep(config, one, epoch)));
  const captures = models.flatMap((one) => config.capture.epochs.map((epoch) => captureStep(one, epoch)));
  return [datasetStep(config, facts), probeStep(config), ...training, ...captures];
}

export const trainId = (model: string, epoch: number) => `train/${model}@${epoch}`;
export const captureId = (model: string, epoch: number) => `capture/${model}@${epoch}`;

function datasetStep({ dataset, seed }: Config, { dataset: facts, rules, sources }: PlanFacts): Step {
  const size = partOf(dataset, facts);
  const part = size === undefined ? null : { size, seed };
  return step({
    id: 'dataset',
    stage: 'dataset',
    params: { rules: asJson(rules), part, standardize: dataset.standardize, sources },
    inputs: {},
    origins: {
      rules: ['dataset', 'use'],
      'rules.version': 'internal',
      'rules.options': ['dataset', 'use'],
      'rules.options.official': ['dataset', 'use', 'folder'],
      'rules.options.test.share': ['dataset', 'use', 'test'],
      'rules.options.test.seed': ['seed'],
      part: ['dataset', 'train'],
      'part.size': ['dataset', 'train'],
      'part.seed': ['seed'],
      standardize: ['dataset', 'standardize'],
      sources: ['dataset', 'use'],
    },
  });
}

function probeStep({ probe, seed }: Config): Step {
  const from = (artifact: string): InputRef => ['dataset', `${probe.split}-${artifact}`];
  return step({
    id: 'probe',
    stage: 'probe',
    params: { size: probe.size, seed },
    inputs: { samples: from('samples.npy'), labels: from('labels.npy'), ids: from('ids.npy') },
    origins: {
      size: ['probe', 'size'],
      seed: ['seed'],
      samples: ['probe', 'split'],
      labels: ['probe', 'split'],
      ids: ['probe', 'split'],
    },
  });
}

/** What all steps of a model have in common: each of tens of thousands would take memory for its own. */
interface Shared {
  readonly model: ModelConfig;
  readonly network: Json;
  readonly engine: Json;
  readonly layers: readonly string[];
  /** Of layers, by what they are called where names do not count. */
  readonly names: ReadonlyMap<string, string>;
  readonly trainOrigins: Step['origins'];
  readonly optimizerPath: ConfigPath;
  readonly trainAskedBy: Step['askedBy'];
  readonly captureOrigins: Step['origins'];
  readonly captureAskedBy: Step['askedBy'];
}

function sharedOf(
  { capture }: Config,
  facts: PlanFacts,
  { model, index }: { readonly model: ModelConfig; readonly index: number },
): Shared {
  const both = { ...networkOrigins(index), ...engineOrigins(index) };
  const optimizerPath = ['models', index, 'optimizer'];
  const inModels = ['models', model.name];
  return {
    model,
    network: networkJson(model, facts),
    engine: asJson(engineOf(facts, model)),
    layers: capturedLayers(model, capture),
    names: new Map([...defaultNameOf(model.layers)].map(([name, plain]) => [plain, name])),
    trainOrigins: {
      ...both,
      optimizer: optimizerPath,
      init: [...inModels, 'init'],
      batchSize: ['train', 'batchSize'],
      labelSmoothing: ['train', 'labelSmoothing'],
      labelNoise: ['train', 'labelNoise'],
      augment: ['train', 'augment'],
      seed: ['seed'],
      epoch: ['train', 'epochs'],
    },
    optimizerPath,
    trainAskedBy: [inModels, ['train', 'epochs']],
    captureOrigins: { ...both, layers: ['capture', 'layers'] },
    captureAskedBy: [inModels, ['capture', 'epochs']],
  };
}

const TRAIN_INPUTS: Step['inputs'] = {
  samples: ['dataset', 'train-samples.npy'],
  labels: ['dataset', 'train-labels.npy'],
  testSamples: ['dataset', 'test-samples.npy'],
  testLabels: ['dataset', 'test-labels.npy'],
};

function trainStep({ seed, train }: Config, { model, network, engine, ...shared }: Shared, epoch: number): Step {
  const optimizer = optimizerUpTo(model.optimizer, epoch);
  const isConstant = optimizer !== model.optimizer;
  return step({
    id: trainId(model.name, epoch),
    stage: 'train',
    params: {
      network,
      optimizer: asJson(optimizer),
      init: model.init,
      batchSize: train.batchSize,
      labelSmoothing: train.labelSmoothing,
      ...changesToSamples(train),
      seed,
      epoch,
      engine,
    },
    inputs: TRAIN_INPUTS,
    origins: isConstant
      ? { ...shared.trainOrigins, 'optimizer.learningRate': [...shared.optimizerPath, 'learningRate', 'initial'] }
      : shared.trainOrigins,
    askedBy: shared.trainAskedBy,
    names: shared.names,
    after: epoch > 1 ? trainId(model.name, epoch - 1) : undefined,
  });
}

/** Only what is asked for, so that models which train on the samples as they are keep their keys. */
function changesToSamples({ labelNoise, augment }: TrainConfig) {
  return {
    ...(labelNoise > 0 && { labelNoise }),
    ...((augment.shift > 0 || augment.flip) && { augment: asJson(augment) }),
  };
}

function networkOrigins(model: number): Step['origins'] {
  return { 'network.inputShape': ['dataset', 'use'], 'network.layers': ['models', model, 'layers'] };
}

function captureStep({ model, network, layers, engine, ...shared }: Shared, epoch: number): Step {
  return step({
    id: captureId(model.name, epoch),
    stage: 'capture',
    params: { network, layers, engine },
    inputs: { checkpoint: [trainId(model.name, epoch), 'checkpoint.safetensors'], samples: ['probe', 'samples.npy'] },
    origins: shared.captureOrigins,
    askedBy: shared.captureAskedBy,
    names: shared.names,
  });
}

/** In the network's order: in which they are listed changes nothing that is captured. */
function capturedLayers({ layers }: ModelConfig, capture: Config['capture']): string[] {
  return [...defaultNameOf(layers)].filter(([name]) => capture.layers.includes(name)).map(([, plain]) => plain);
}

/** The artifact of a capture step that holds a layer's activations. */
export function activationsOf({ layers }: ModelConfig, layer: string): string {
  return `${defaultNameOf(layers).get(layer)}.npy`;
}

/** Without the names of layers: what they are called changes nothing that they compute. */
function networkJson({ layers }: ModelConfig, facts: PlanFacts): Json {
  return asJson({ inputShape: facts.dataset.inputShape, layers: withDefaultNames(layers) });
}

export function engineOf({ engines }: PlanFacts, { name }: ModelConfig): EngineId {
  const engine = engines.get(name);
  if (engine === undefined) throw new Error(`internal error: no engine for ${name}`);
  return engine;
}

/** Which engine it is may be written; of the same engine, another version is kindred's own affair. */
function engineOrigins(model: number): Step['origins'] {
  return {
    engine: ['models', model, 'engine'],
    'engine.version': 'internal',
    'engine.digest': 'internal',
    'engine.machine': 'internal',
    'engine.fused': 'internal',
  };
}

/** Decided config parts are plain data; this only says so to the type checker. */
export function asJson(value: object): Json {
  return value as unknown as Json;
}
