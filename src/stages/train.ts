import { permutation, randomFor } from '../algorithms/random.js';
import { augmented } from '../data/augment.js';
import { noisyLabels } from '../data/label-noise.js';
import { plannedEngine } from '../engines/choose.js';
import type { EngineId, Samples, Session, TrainEpoch, TrainingState } from '../engines/engine.js';
import { decodeCheckpoint, encodeCheckpoint } from '../formats/checkpoint.js';
import type { Augmentation } from '../language/config.js';
import { initialValue } from '../networks/initialise.js';
import type { Network } from '../networks/layer.js';
import { optimizerAt, optimizerUpTo, type ScheduledOptimizer } from '../networks/optimizer.js';
import { parameterSpecs } from '../networks/parameters.js';
import { inferShapes } from '../networks/shapes.js';
import { type Fingerprint, type Json, type Key, keyOf } from '../store/fingerprint.js';
import type { Store } from '../store/store.js';
import { readSamples } from './arrays.js';
import { input, jsonFile, made, type StageContext, type StageResult } from './stage.js';

export interface TrainParams {
  readonly network: Network;
  readonly optimizer: ScheduledOptimizer;
  readonly labelSmoothing: number;
  /** Absent where no label is replaced. */
  readonly labelNoise?: number;
  /** Absent where images stay as they are. */
  readonly augment?: Augmentation;
  readonly init: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly epoch: number;
  readonly engine: EngineId;
}

interface Model {
  readonly session: Session;
  epoch: number;
}

/**
 * The model in this worker's memory, with the key of its last step, so that its next epoch goes on without loading anything.
 * Undefined while an epoch is under way: a model that was broken off in the middle of one is of no use to the next attempt.
 */
let live: (Model & { readonly key: Key }) | undefined;
let data: { readonly inputs: string; readonly train: Samples; readonly test: Samples } | undefined;

/**
 * Trains a model up to one epoch, from the nearest earlier epoch in the cache. Every random number is a function of the
 * seed, the model's `init`, the epoch and its purpose, so the path to an epoch leaves no trace in its bytes.
 */
export async function runTrain(fingerprint: Fingerprint, context: StageContext): Promise<StageResult> {
  const params = fingerprint.params as unknown as TrainParams;
  const { train, test } = samplesOf(fingerprint, context.store);
  const labels = trainingLabels(train, params);
  const model = await modelBefore(fingerprint, params, context.store);
  let score = { loss: Number.NaN, accuracy: 0 };
  let divergedAt: number | undefined;
  while (model.epoch < params.epoch) {
    const epoch = model.epoch + 1;
    score = model.session.trainEpoch({
      samples: { values: trainingValues(train, params, epoch), labels, count: train.count },
      order: permutation(train.count, randomFor('order of samples', params.seed, params.init, epoch)),
      optimizer: optimizerAt(params.optimizer, epoch),
      labelSmoothing: params.labelSmoothing,
      keepMask: keepMasks(params, epoch),
      onBatch: (done, total, sofar) => {
        if (!Number.isFinite(sofar.loss)) divergedAt ??= Math.ceil(done / params.batchSize);
        context.progress({ epoch, done, total, ...sofar });
      },
    });
    if (divergedAt !== undefined) return diverged(model, epoch, divergedAt);
    model.epoch = epoch;
  }
  const { loss, accuracy } = model.session.evaluate(test);
  live = { ...model, key: keyOf(fingerprint) };
  return made([
    ['checkpoint.safetensors', encodeCheckpoint(model.session.state())],
    ['score.json', jsonFile({ loss, accuracy, trainLoss: score.loss, trainAccuracy: score.accuracy })],
  ]);
}

function samplesOf(fingerprint: Fingerprint, store: Store) {
  const inputs = JSON.stringify(fingerprint.inputs);
  if (data?.inputs !== inputs) {
    data = {
      inputs,
      train: readSamples(store, input(fingerprint, 'samples'), input(fingerprint, 'labels')),
      test: readSamples(store, input(fingerprint, 'testSamples'), input(fingerprint, 'testLabels')),
    };
  }
  return data;
}

/** All models of an experiment learn from the same noisy labels. */
function trainingLabels({ labels }: Samples, { network, labelNoise, seed }: TrainParams): Uint8Array {
  if (labelNoise === undefined) return labels;
  const output = network.layers.at(-1);
  if (output?.type !== 'dense') throw new Error('internal error: the last layer is not dense');
  return noisyLabels(labels, labelNoise, output.units, randomFor('label noise', seed));
}

function trainingValues({ values }: Samples, { network, augment, seed, init }: TrainParams, epoch: number) {
  return augment
    ? augmented(values, network.inputShape, augment, randomFor('augmentation', seed, init, epoch))
    : values;
}

/** The model at the latest epoch before the wanted one: in memory, from the cache, or fresh. */
async function modelBefore(fingerprint: Fingerprint, params: TrainParams, store: Store): Promise<Model> {
  const start = nearestCheckpoint(fingerprint, params.epoch, store);
  const last = live;
  live = undefined;
  if (last !== undefined && isBefore(last, fingerprint) && last.epoch >= (start?.epoch ?? 0)) return last;
  last?.session.dispose();
  const state = start ? decodeCheckpoint(store.read(start.digest)) : initialState(params);
  const engine = await plannedEngine(params.engine, store.root);
  const session = await engine.open({ network: params.network, batchSize: params.batchSize });
  session.load(state);
  return { session, epoch: start?.epoch ?? 0 };
}

/** Whether the model in memory is the wanted one at an earlier epoch. */
function isBefore({ key, epoch }: { readonly key: Key; readonly epoch: number }, fingerprint: Fingerprint): boolean {
  return epoch < Number(fingerprint.params['epoch']) && key === keyOf(atEpoch(fingerprint, epoch));
}

function nearestCheckpoint(fingerprint: Fingerprint, epoch: number, store: Store) {
  for (let earlier = epoch - 1; earlier > 0; earlier--) {
    const artifact = store.find(keyOf(atEpoch(fingerprint, earlier)))?.artifacts['checkpoint.safetensors'];
    if (artifact !== undefined) return { epoch: earlier, digest: artifact.digest };
  }
  return undefined;
}

function atEpoch(fingerprint: Fingerprint, epoch: number): Fingerprint {
  const { optimizer } = fingerprint.params as unknown as TrainParams;
  const params = { ...fingerprint.params, optimizer: optimizerUpTo(optimizer, epoch) as unknown as Json, epoch };
  return { ...fingerprint, params };
}

function initialState({ network, seed, init }: TrainParams): TrainingState {
  const placed = inferShapes(network.inputShape, network.layers);
  if ('message' in placed) throw new Error(`internal error: ${placed.message}`);
  const weights = parameterSpecs(placed).map((spec, index) => {
    const values = initialValue(spec, randomFor('initial weights', seed, init, index));
    return [spec.name, { shape: spec.shape, data: values }] as const;
  });
  return { weights: new Map(weights), slots: new Map(), step: 0 };
}

/** Fresh masks for every batch, the same whatever engine asks for them. */
function keepMasks({ network, seed, init }: TrainParams, epoch: number): TrainEpoch['keepMask'] {
  return (name, batch, length) => {
    const index = network.layers.findIndex((layer) => layer.name === name);
    const layer = network.layers[index];
    if (layer?.type !== 'dropout') throw new Error(`internal error: ${name} is no dropout layer`);
    const random = randomFor('dropout', seed, init, epoch, batch, index);
    return Uint8Array.from({ length }, () => (random.uniform() < layer.rate ? 0 : 1));
  };
}

function diverged({ session }: Model, epoch: number, step: number): StageResult {
  session.dispose();
  const message = `the training loss is no longer a finite number in step ${step} of epoch ${epoch}`;
  return {
    ok: false,
    failure: { code: 'diverged', message, hint: 'lower the learning rate; earlier epochs are kept' },
  };
}
