import { allFinite, largestOf } from '../algorithms/finite.js';
import { permutation, randomFor } from '../algorithms/random.js';
import { augmented } from '../data/augment.js';
import { noisyLabels } from '../data/label-noise.js';
import { plannedEngine } from '../engines/choose.js';
import type { EngineId, Samples, Score, Session, TrainEpoch, TrainingState } from '../engines/engine.js';
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
  const { test, ...rest } = samplesOf(fingerprint, context.store);
  const train = { ...rest.train, labels: trainingLabels(rest.train, params) };
  const model = await modelBefore(fingerprint, params.epoch, context.store);
  let score: Score = { loss: Number.NaN, accuracy: 0 };
  while (model.epoch < params.epoch) {
    const epoch = model.epoch + 1;
    let lostAt: number | undefined;
    score = trainEpoch(model, params, train, (done, total, sofar) => {
      if (Number.isFinite(sofar.loss)) context.progress({ epoch, done, total, ...sofar });
      else lostAt ??= stepAfter(done, params);
    });
    if (lostAt !== undefined)
      return diverged(
        model,
        train,
        `the training loss is no longer a finite number in step ${lostAt} of epoch ${epoch}`,
      );
    const broken = brokenArray(model.session.state());
    if (broken !== undefined) {
      model.session.dispose();
      const again = await modelBefore(fingerprint, epoch, context.store);
      const step = stepThatBreaks(again, epoch, params, train);
      return diverged(again, train, `${inWords(broken)}${NO_LONGER} after step ${step} of epoch ${epoch}`);
    }
    model.epoch = epoch;
  }
  const { loss, accuracy } = model.session.evaluate(test);
  if (!Number.isFinite(loss))
    return diverged(
      model,
      train,
      `the loss on the test split is no finite number after step ${stepAfter(train.count, params)} of epoch ${params.epoch}, the last`,
    );
  live = { ...model, key: keyOf(fingerprint) };
  return made([
    ['checkpoint.safetensors', encodeCheckpoint(model.session.state())],
    ['score.json', jsonFile({ loss, accuracy, trainLoss: score.loss, trainAccuracy: score.accuracy })],
  ]);
}

/** One epoch more of a model. */
function trainEpoch(
  { session, epoch: last }: Model,
  params: TrainParams,
  train: Samples,
  onBatch?: TrainEpoch['onBatch'],
): Score {
  const epoch = last + 1;
  return session.trainEpoch({
    samples: { ...train, values: trainingValues(train, params, epoch) },
    order: permutation(train.count, randomFor('order of samples', params.seed, params.init, epoch)),
    optimizer: optimizerAt(params.optimizer, epoch),
    labelSmoothing: params.labelSmoothing,
    keepMask: keepMasks(params, epoch),
    ...(onBatch && { onBatch }),
  });
}

function stepAfter(done: number, { batchSize }: TrainParams): number {
  return Math.ceil(done / batchSize);
}

/** `dense1/kernel/square` has the name that a layer has without one: no fingerprint holds the experiment's names. */
function inWords(array: string): string {
  const [layer, ...parts] = array.split('/');
  return `${parts.join('/')} of ${layer.replace(/(\d+)$/, ' layer $1')}`;
}

/** The first array of a state that has a number which is not finite. */
function brokenArray({ weights, slots }: TrainingState): string | undefined {
  return [...weights, ...slots].find(([, { data }]) => !allFinite(data))?.[0];
}

/**
 * The step of the model's next epoch that leaves a broken state. A loss tells only of the step before its own, and an
 * operation such as relu can hide what is broken, so the epoch is done again with a look after each step.
 */
function stepThatBreaks(model: Model, epoch: number, params: TrainParams, train: Samples): number {
  for (; model.epoch < epoch - 1; model.epoch++) trainEpoch(model, params, train);
  let step: number | undefined;
  trainEpoch(model, params, train, (done) => {
    if (step === undefined && brokenArray(model.session.state()) !== undefined) step = stepAfter(done, params);
  });
  return step ?? stepAfter(train.count, params);
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
async function modelBefore(fingerprint: Fingerprint, wanted: number, store: Store): Promise<Model> {
  const params = fingerprint.params as unknown as TrainParams;
  const start = nearestCheckpoint(fingerprint, wanted, store);
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

const NO_LONGER = ' is no longer made of finite numbers';

/** Nothing of it is kept: the checkpoint of the epoch before is the last good one. */
function diverged({ session }: Model, { values }: Samples, message: string): StageResult {
  session.dispose();
  const largest = values instanceof Float32Array ? largestOf(values) : 1;
  const advice = 'lower the learning rate; earlier epochs are kept';
  const hint =
    largest > LARGE
      ? `features reach ${largest.toPrecision(2)}: \`standardize: true\` under \`dataset\` scales them; or ${advice}`
      : advice;
  return { ok: false, failure: { code: 'diverged', message, hint } };
}

/** Standardized features seldom reach it. */
const LARGE = 30;
