import { beforeAll, describe, expect, it } from 'vitest';
import { permutation, randomFor } from '../../src/algorithms/random.js';
import type { Engine, TrainingState } from '../../src/engines/engine.js';
import type { Network } from '../../src/networks/layer.js';
import {
  type LearningRate,
  type Optimizer,
  optimizerAt,
  type ScheduledOptimizer,
} from '../../src/networks/optimizer.js';
import { expectedGradients, gradientError } from './gradient-error.js';
import { activate, conv, dense, flatten, pool } from './layers.js';
import { memoryInUse } from './memory.js';
import { CASES, RESIDUAL, SMALL } from './networks.js';
import { OPTIMIZERS } from './optimizers.js';
import { openOracle } from './oracle.js';
import { initialState, inOrder, masksOf, plainEpoch, randomSamples, relativeError } from './training.js';

const [SGD, MOMENTUM, RMSPROP, ADAM] = OPTIMIZERS;

/** Constant, step and cosine, on networks with and without moving statistics and dropout. */
const SCHEDULES: readonly Schedule[] = [
  { title: 'small network', network: SMALL, learningRate: (rate) => rate },
  {
    title: 'residual network with falling steps',
    network: RESIDUAL,
    learningRate: (initial) => ({ type: 'step', initial, factor: 0.5, every: 1 }),
  },
  {
    title: 'residual network along a cosine',
    network: RESIDUAL,
    learningRate: (initial) => ({ type: 'cosine', initial, final: 0, epochs: 3 }),
  },
];

interface Schedule {
  readonly title: string;
  readonly network: Network;
  readonly learningRate: (rate: number) => LearningRate;
}

interface Promises {
  /** Whether the bits of a sample's outputs are the same in a batch of any size. */
  readonly isBatchInvariant: boolean;
  /** Whether NaN in a window of a max pool is its output. */
  readonly poolsKeepNaN: boolean;
}

/** What every engine must do. */
export function engineContract(
  name: string,
  openEngine: () => Engine | Promise<Engine>,
  { isBatchInvariant, poolsKeepNaN }: Promises = { isBatchInvariant: true, poolsKeepNaN: true },
): void {
  describe(`engine ${name}`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await openEngine();
    });

    for (const { title, network, count, values } of CASES) {
      it(`gradients agree with tfjs: ${title}`, async () => {
        const gradientCase = { network, count, values, batchSize: 24 };
        const errors = await gradientError(engine, gradientCase, await expectedGradients(gradientCase));
        for (const [parameter, error] of errors) expect(error, parameter).toBeLessThan(1e-5);
      });

      it(`activations and scores agree with tfjs: ${title}`, async () => {
        const { session, oracle, samples } = await pair(engine, network, { count, values, batchSize: 8 });
        const captured = session.capture(
          samples,
          network.layers.map((layer) => layer.name),
        );
        for (const [layer, expected] of oracle.outputs(samples)) {
          expect(captured.get(layer)?.length, layer).toBe(expected.length);
          expect(relativeError(captured.get(layer) ?? [], expected), layer).toBeLessThan(1e-5);
        }
        const score = oracle.score(samples);
        const { loss, accuracy } = session.evaluate(samples);
        expect(loss).toBeCloseTo(score.loss, 5);
        expect(accuracy).toBeCloseTo(score.accuracy, 6);
      });
    }

    it('gradients with smoothed labels agree with tfjs', async () => {
      const smoothed = { network: RESIDUAL, count: 20, batchSize: 24, labelSmoothing: 0.1 };
      const errors = await gradientError(engine, smoothed, await expectedGradients(smoothed));
      for (const [parameter, error] of errors) expect(error, parameter).toBeLessThan(1e-5);
    });

    for (const optimizer of OPTIMIZERS) {
      for (const weightDecay of [0, 0.5]) {
        it(`two steps of ${optimizer.type} with weight decay ${weightDecay} agree with tfjs`, async () => {
          const { session, oracle, samples } = await pair(engine, RESIDUAL, { count: 30, batchSize: 16 });
          const epoch = plainEpoch(samples, inOrder(30), { ...optimizer, weightDecay });
          oracle.trainEpoch(epoch, 16);
          session.trainEpoch(epoch);
          const expected = oracle.weights();
          for (const [parameter, { data }] of session.state().weights) {
            expect(relativeError(data, expected.get(parameter) ?? []), parameter).toBeLessThan(5e-5);
          }
        });
      }

      for (const schedule of SCHEDULES) {
        const { title, network } = schedule;
        const scheduled = { ...optimizer, learningRate: schedule.learningRate(optimizer.learningRate) };
        it(`two runs of ${optimizer.type} on a ${title} give the same bits, whole or resumed at any epoch`, async () => {
          const straight = await trainedStates(engine, network, scheduled);
          expect(await trainedStates(engine, network, scheduled)).toEqual(straight);
          for (let epoch = 1; epoch < straight.length; epoch++) {
            const from = straight[epoch - 1];
            expect(await trainedStates(engine, network, scheduled, { from, after: epoch })).toEqual(
              straight.slice(epoch),
            );
          }
        });
      }
    }

    it('gives back the state that it loaded', async () => {
      for (const optimizer of OPTIMIZERS) {
        const [state] = await trainedStates(engine, RESIDUAL, optimizer, { after: 2 });
        const session = await engine.open({ network: RESIDUAL, batchSize: 16 });
        session.load(state);
        expect(session.state()).toEqual(state);
      }
    });

    it('names slots after the parameter and counts steps', async () => {
      const trainedWith = async (optimizer: Optimizer) =>
        (await trainedStates(engine, RESIDUAL, optimizer, { after: 2 }))[0];
      const weights = [...initialState(RESIDUAL).weights.keys()];
      const trained = weights.filter((name) => !name.includes('/moving_'));
      const expectSlots = async (optimizer: Optimizer, ...slots: readonly string[]) => {
        const names = trained.flatMap((parameter) => slots.map((slot) => `${parameter}/${slot}`));
        expect([...(await trainedWith(optimizer)).slots.keys()].sort()).toEqual(names.sort());
      };
      await expectSlots(SGD);
      await expectSlots(MOMENTUM, 'velocity');
      await expectSlots(RMSPROP, 'square', 'momentum');
      await expectSlots(ADAM, 'm', 'v');
      expect([...(await trainedWith(ADAM)).weights.keys()]).toEqual(weights);
      expect((await trainedWith(ADAM)).step).toBe(5);
    });

    it('slots start at zero for an optimizer that the session has not used', async () => {
      const samples = randomSamples(SMALL, 16);
      const [afterSgd] = await trainedStates(engine, SMALL, SGD, { after: 2 });
      const train = async (before: readonly Optimizer[]) => {
        const session = await engine.open({ network: SMALL, batchSize: 16 });
        for (const optimizer of before) {
          session.load(initialState(SMALL));
          session.trainEpoch(plainEpoch(samples, inOrder(16), optimizer));
        }
        session.load(afterSgd);
        session.trainEpoch(plainEpoch(samples, inOrder(16), MOMENTUM));
        return session.state();
      };
      expect(await train([ADAM])).toEqual(await train([]));
    });

    it('the samples of a batch do not depend on how many share it', async () => {
      for (const network of [SMALL, RESIDUAL]) {
        const samples = randomSamples(network, 21);
        const captureWith = async (batchSize: number) => {
          const session = await engine.open({ network, batchSize });
          session.load(initialState(network));
          return session.capture(samples, ['p1', 'logits']);
        };
        const [few, many] = [await captureWith(10), await captureWith(64)];
        if (isBatchInvariant) expect(few).toEqual(many);
        for (const [layer, values] of few) expect(relativeError(values, many.get(layer) ?? [])).toBeLessThan(1e-5);
      }
    });

    it('the gradients of a partial batch do not depend on what an earlier batch left behind', async () => {
      const samples = randomSamples(RESIDUAL, 30);
      const train = async (batchesBefore: readonly Uint32Array[]) => {
        const session = await engine.open({ network: RESIDUAL, batchSize: 24 });
        session.load(initialState(RESIDUAL));
        for (const order of batchesBefore) session.trainEpoch(plainEpoch(samples, order, SGD));
        session.load(initialState(RESIDUAL));
        session.trainEpoch(plainEpoch(samples, inOrder(5), SGD));
        return session.state();
      };
      expect(await train([inOrder(24), inOrder(13)])).toEqual(await train([]));
    });

    it('bytes are floats between 0 and 1', async () => {
      const bytes = randomSamples(RESIDUAL, 20);
      const floats = { ...bytes, values: Float32Array.from(bytes.values, (byte) => Math.fround(byte / 255)) };
      const session = await engine.open({ network: RESIDUAL, batchSize: 16 });
      session.load(initialState(RESIDUAL));
      expect(session.capture(floats, ['logits'])).toEqual(session.capture(bytes, ['logits']));
    });

    it('an epoch reports its progress and score', async () => {
      const samples = randomSamples(SMALL, 40);
      const session = await engine.open({ network: SMALL, batchSize: 16 });
      session.load(initialState(SMALL));
      const seen: number[] = [];
      const still = { ...SGD, learningRate: 0 };
      const onBatch = (done: number) => seen.push(done);
      const score = session.trainEpoch({ ...plainEpoch(samples, inOrder(40), still), onBatch });
      expect(seen).toEqual([16, 32, 40]);
      expect(score).toEqual(session.evaluate(samples));
    });

    it('asks for the masks of each dropout layer and batch', async () => {
      const samples = randomSamples(RESIDUAL, 20);
      const session = await engine.open({ network: RESIDUAL, batchSize: 16 });
      session.load(initialState(RESIDUAL));
      const asked: unknown[] = [];
      const keepMask = (...call: [layer: string, batch: number, length: number]) => {
        asked.push(call);
        return new Uint8Array(call[2]).fill(1);
      };
      session.trainEpoch({ ...plainEpoch(samples, inOrder(20), SGD), keepMask });
      expect(asked).toEqual([
        ['drop1', 0, 16 * 8 * 8 * 6],
        ['drop2', 0, 16 * 12],
        ['drop1', 1, 4 * 8 * 8 * 6],
        ['drop2', 1, 4 * 12],
      ]);
      session.evaluate(samples);
      expect(asked).toHaveLength(4);
    });

    it('knows the loss of a sample that is very wrong', async () => {
      const { session, oracle, samples } = await pair(engine, SMALL, { count: 16, batchSize: 16, scale: 30 });
      const expected = oracle.score(samples).loss;
      expect(expected).toBeGreaterThan(1000);
      expect(session.evaluate(samples).loss / expected).toBeCloseTo(1, 5);
    });

    it('a diverged network has no finite loss', async () => {
      for (const network of [SMALL, RESIDUAL]) {
        const samples = randomSamples(network, 32);
        const session = await engine.open({ network, batchSize: 16 });
        session.load(initialState(network));
        session.trainEpoch(plainEpoch(samples, inOrder(32), { ...SGD, learningRate: 1e30 }));
        expect(session.evaluate(samples).loss).toBeNaN();
      }
    });

    it('NaN passes through a pool that a ReLU follows', async () => {
      const network: Network = {
        inputShape: [6, 6, 1],
        layers: [
          conv('c', 4, [3, 3], { activation: 'linear' }),
          pool('p', 2),
          activate('r', 'relu'),
          flatten,
          dense('logits', 3),
        ],
      };
      const samples = randomSamples(network, 9);
      const session = await engine.open({ network, batchSize: 16 });
      const { weights, ...rest } = initialState(network);
      const kernel = { shape: [3, 3, 1, 4], data: new Float32Array(36).fill(Number.NaN) };
      session.load({ ...rest, weights: new Map([...weights, ['c/kernel', kernel]]) });
      const expected = poolsKeepNaN ? Number.NaN : 0;
      expect(new Set(session.capture(samples, ['r']).get('r'))).toEqual(new Set([expected]));
      expect(Number.isNaN(session.evaluate(samples).loss)).toBe(poolsKeepNaN);
    });

    it('a disposed session gives its memory back', async () => {
      const samples = randomSamples(SMALL, 512);
      const useSession = async () => {
        const session = await engine.open({ network: SMALL, batchSize: 512 });
        session.load(initialState(SMALL));
        session.trainEpoch(plainEpoch(samples, inOrder(512), ADAM));
        session.capture(samples, ['c1', 'logits']);
        session.dispose();
      };
      // What an engine keeps for good.
      await useSession();
      const before = memoryInUse();
      for (let i = 0; i < 8; i++) await useSession();
      const after = memoryInUse();
      expect(after.tensors).toBe(before.tensors);
      // One session takes more than 30 MB.
      expect(after.bytes - before.bytes).toBeLessThan(60e6);
    });

    it('samples that are others in every epoch take no more memory, and are the ones that it learns from', async () => {
      const images = randomSamples(SMALL, 6000);
      const test = randomSamples(SMALL, 32);
      const shifted = (by: number) => ({ ...images, values: images.values.map((value) => (value + by) % 256) });
      const session = await engine.open({ network: SMALL, batchSize: 16 });
      session.load(initialState(SMALL));
      const learn = (by: number) => {
        session.trainEpoch(plainEpoch(shifted(by), inOrder(16), SGD));
        session.evaluate(test);
      };
      learn(0);
      const { bytes } = memoryInUse();
      for (let epoch = 1; epoch < 16; epoch++) learn(epoch);
      // The values of one epoch take 4.7 MB.
      expect(memoryInUse().bytes - bytes).toBeLessThan(30e6);
      const before = session.state();
      const alone = await engine.open({ network: SMALL, batchSize: 16 });
      for (const one of [session, alone]) {
        one.load(before);
        one.trainEpoch(plainEpoch(shifted(100), inOrder(16), SGD));
      }
      expect(session.state()).toEqual(alone.state());
      expect(session.evaluate(test)).toEqual(alone.evaluate(test));
    });

    it('a disposed session cannot be used', async () => {
      const session = await engine.open({ network: SMALL, batchSize: 16 });
      session.dispose();
      expect(() => session.state()).toThrow('internal error: the session is disposed');
    });
  });
}

interface Size {
  readonly count: number;
  readonly batchSize: number;
  readonly values?: 'bytes' | 'floats';
  /** Of the weights, times the usual. */
  readonly scale?: number;
}

/** The engine and tfjs with the same weights. */
async function pair(engine: Engine, network: Network, { count, batchSize, values, scale }: Size) {
  const samples = randomSamples(network, count, values);
  const state = initialState(network, scale);
  const session = await engine.open({ network, batchSize });
  session.load(state);
  return { session, oracle: await openOracle(network, state.weights), samples };
}

interface Resumption {
  readonly from?: TrainingState;
  /** Epochs that are done. */
  readonly after?: number;
}

/** States after each further epoch up to 3, with a partial last batch. */
async function trainedStates(
  engine: Engine,
  network: Network,
  optimizer: ScheduledOptimizer,
  { from = initialState(network), after = 0 }: Resumption = {},
) {
  const samples = randomSamples(network, 75);
  const session = await engine.open({ network, batchSize: 16 });
  session.load(from);
  const states: TrainingState[] = [];
  for (let epoch = after + 1; epoch <= 3; epoch++) {
    const order = permutation(samples.count, randomFor('test order', epoch));
    session.trainEpoch({ ...plainEpoch(samples, order, optimizerAt(optimizer, epoch)), keepMask: masksOf(epoch) });
    states.push(session.state());
  }
  return states;
}
