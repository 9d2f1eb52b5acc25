import type { DatasetRules } from '../data/dataset.js';
import type { EngineId } from '../engines/engine.js';
import { partOf } from '../language/class-counts.js';
import type { Config, ModelConfig, TrainConfig } from '../language/config.js';
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
  const training = config.models.flatMap((model) => trainSteps(config, model, facts));
  const captures = config.models.flatMap((model) =>
    config.capture.epochs.map((epoch) => captureStep(config, model, epoch, facts)),
  );
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

function trainSteps(config: Config, model: ModelConfig, facts: PlanFacts): Step[] {
  const network = networkJson(model, facts);
  return Array.from({ length: config.train.epochs }, (_, index) =>
    trainStep(config, model, { epoch: index + 1, network, facts }),
  );
}

interface EpochPlan {
  readonly epoch: number;
  readonly network: Json;
  readonly facts: PlanFacts;
}

function trainStep({ seed, train, models }: Config, model: ModelConfig, { epoch, network, facts }: EpochPlan): Step {
  const index = models.indexOf(model);
  return step({
    id: trainId(model.name, epoch),
    stage: 'train',
    params: {
      network,
      optimizer: asJson(optimizerUpTo(model.optimizer, epoch)),
      init: model.init,
      batchSize: train.batchSize,
      labelSmoothing: train.labelSmoothing,
      ...changesToSamples(train),
      seed,
      epoch,
      engine: asJson(engineOf(facts, model)),
    },
    inputs: {
      samples: ['dataset', 'train-samples.npy'],
      labels: ['dataset', 'train-labels.npy'],
      testSamples: ['dataset', 'test-samples.npy'],
      testLabels: ['dataset', 'test-labels.npy'],
    },
    origins: {
      ...networkOrigins(index),
      ...optimizerOrigins(index, model, epoch),
      init: ['models', model.name, 'init'],
      batchSize: ['train', 'batchSize'],
      labelSmoothing: ['train', 'labelSmoothing'],
      labelNoise: ['train', 'labelNoise'],
      augment: ['train', 'augment'],
      seed: ['seed'],
      epoch: ['train', 'epochs'],
      ...engineOrigins(index),
    },
    askedBy: [
      ['models', model.name],
      ['train', 'epochs'],
    ],
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

function optimizerOrigins(index: number, { optimizer }: ModelConfig, epoch: number): Step['origins'] {
  const path = ['models', index, 'optimizer'];
  const isConstant = optimizerUpTo(optimizer, epoch) !== optimizer;
  return { optimizer: path, ...(isConstant && { 'optimizer.learningRate': [...path, 'learningRate', 'initial'] }) };
}

function captureStep({ capture, models }: Config, model: ModelConfig, epoch: number, facts: PlanFacts): Step {
  const index = models.indexOf(model);
  return step({
    id: captureId(model.name, epoch),
    stage: 'capture',
    params: {
      network: networkJson(model, facts),
      layers: capturedLayers(model, capture),
      engine: asJson(engineOf(facts, model)),
    },
    inputs: { checkpoint: [trainId(model.name, epoch), 'checkpoint.safetensors'], samples: ['probe', 'samples.npy'] },
    origins: { ...networkOrigins(index), layers: ['capture', 'layers'], ...engineOrigins(index) },
    askedBy: [
      ['models', model.name],
      ['capture', 'epochs'],
    ],
    names: new Map([...defaultNameOf(model.layers)].map(([name, plain]) => [plain, name])),
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
