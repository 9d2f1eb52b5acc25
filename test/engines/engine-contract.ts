import { beforeAll, describe, expect, it } from 'vitest';
import { permutation, randomFor } from '../../src/algorithms/random.js';
import type { Engine, Samples, TrainingState } from '../../src/engines/engine.js';
import type { Network } from '../../src/networks/layer.js';
import type { Optimizer } from '../../src/networks/optimizer.js';
import { gradientError } from './gradient-error.js';
import {
  CASES,
  classesOf,
  initialState,
  inOrder,
  plainEpoch,
  randomSamples,
  relativeError,
  SMALL,
} from './networks.js';
import { openOracle } from './oracle.js';

/** Adam divides by gradients: a small epsilon would blow up the rounding errors of tiny ones. */
const OPTIMIZERS: readonly Optimizer[] = [
  { type: 'sgd', learningRate: 0.05, weightDecay: 0 },
  { type: 'momentum', learningRate: 0.02, weightDecay: 0, momentum: 0.9 },
  { type: 'adam', learningRate: 0.01, weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-2 },
];
const [SGD, MOMENTUM, ADAM] = OPTIMIZERS;

/** What every engine must do. */
export function engineContract(name: string, openEngine: () => Engine): void {
  describe(`engine ${name}`, () => {
    let engine: Engine;
    beforeAll(() => {
      engine = openEngine();
    });

    for (const { title, network, count } of CASES) {
      it(`gradients agree with tfjs: ${title}`, async () => {
        expect(engine.unsupported(network)).toBeUndefined();
        for (const [parameter, error] of await gradientError(engine, { network, count, batchSize: 24 })) {
          expect(error, parameter).toBeLessThan(1e-5);
        }
      });

      it(`activations and scores agree with tfjs: ${title}`, async () => {
        const { session, oracle, samples } = await pair(engine, network, { count, batchSize: 8 });
        const captured = session.capture(
          samples,
          network.layers.map((layer) => layer.name),
        );
        for (const [layer, expected] of oracle.outputs(samples)) {
          expect(captured.get(layer)?.length, layer).toBe(expected.length);
          expect(relativeError(captured.get(layer) ?? [], expected), layer).toBeLessThan(1e-5);
        }
        const { loss, accuracy } = session.evaluate(samples);
        expect(loss).toBeCloseTo(oracle.loss(samples), 5);
        expect(accuracy).toBeCloseTo(oracle.accuracy(samples), 6);
      });
    }

    for (const optimizer of OPTIMIZERS) {
      it(`two steps of ${optimizer.type} agree with tfjs`, async () => {
        const { session, oracle, samples } = await pair(engine, SMALL, { count: 16, batchSize: 16 });
        oracle.train(samples, optimizer, 2);
        for (let step = 0; step < 2; step++) session.trainEpoch(plainEpoch(samples, inOrder(16), optimizer));
        const expected = oracle.weights();
        for (const [parameter, { data }] of session.state().weights) {
          expect(relativeError(data, expected.get(parameter) ?? []), parameter).toBeLessThan(1e-5);
        }
      });

      it(`resuming ${optimizer.type} at any epoch equals a straight run, bit for bit`, async () => {
        const straight = await trainedStates(engine, optimizer, initialState(SMALL), 1);
        for (let epoch = 1; epoch < straight.length; epoch++) {
          const resumed = await trainedStates(engine, optimizer, straight[epoch - 1], epoch + 1);
          expect(resumed).toEqual(straight.slice(epoch));
        }
      });

      it(`two runs of ${optimizer.type} give the same bits`, async () => {
        const [first, second] = [
          await trainedStates(engine, optimizer, initialState(SMALL), 1),
          await trainedStates(engine, optimizer, initialState(SMALL), 1),
        ];
        expect(second).toEqual(first);
      });
    }

    it('gives back the state that it loaded', async () => {
      for (const optimizer of OPTIMIZERS) {
        const state = (await trainedStates(engine, optimizer, initialState(SMALL), 3))[0];
        const session = await engine.open({ network: SMALL, batchSize: 16 });
        session.load(state);
        expect(session.state()).toEqual(state);
      }
    });

    it('names slots after the parameter and counts steps', async () => {
      const slots = async (optimizer: Optimizer) => (await trainedStates(engine, optimizer, initialState(SMALL), 3))[0];
      const parameters = [...initialState(SMALL).weights.keys()];
      expect([...(await slots(SGD)).slots.keys()]).toEqual([]);
      expect([...(await slots(MOMENTUM)).slots.keys()].sort()).toEqual(parameters.map((p) => `${p}/velocity`).sort());
      const adam = parameters.flatMap((p) => [`${p}/m`, `${p}/v`]);
      expect([...(await slots(ADAM)).slots.keys()].sort()).toEqual(adam.sort());
      expect((await slots(ADAM)).step).toBe(5);
    });

    it('slots start at zero for an optimizer that the session has not used', async () => {
      const samples = randomSamples(SMALL.inputShape, 16, 10);
      const afterSgd = (await trainedStates(engine, SGD, initialState(SMALL), 3))[0];
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
      const samples = randomSamples(SMALL.inputShape, 21, 10);
      const captureWith = async (batchSize: number) => {
        const session = await engine.open({ network: SMALL, batchSize });
        session.load(initialState(SMALL));
        return session.capture(samples, ['p1', 'logits']);
      };
      expect(await captureWith(10)).toEqual(await captureWith(64));
    });

    it('an epoch reports its progress and score', async () => {
      const samples = randomSamples(SMALL.inputShape, 40, 10);
      const session = await engine.open({ network: SMALL, batchSize: 16 });
      session.load(initialState(SMALL));
      const seen: number[] = [];
      const still = { ...SGD, learningRate: 0 };
      const onBatch = (done: number) => seen.push(done);
      const score = session.trainEpoch({ ...plainEpoch(samples, inOrder(40), still), onBatch });
      expect(seen).toEqual([16, 32, 40]);
      expect(score).toEqual(session.evaluate(samples));
    });

    it('knows the loss of a sample that is very wrong', async () => {
      const { session, oracle, samples } = await pair(engine, SMALL, { count: 16, batchSize: 16, scale: 30 });
      const expected = oracle.loss(samples);
      expect(expected).toBeGreaterThan(1000);
      expect(session.evaluate(samples).loss / expected).toBeCloseTo(1, 5);
    });

    it('a diverged network has no finite loss', async () => {
      const samples = randomSamples(SMALL.inputShape, 32, 10);
      const session = await engine.open({ network: SMALL, batchSize: 16 });
      session.load(initialState(SMALL));
      session.trainEpoch(plainEpoch(samples, inOrder(32), { ...SGD, learningRate: 1e30 }));
      expect(session.evaluate(samples).loss).toBeNaN();
    });

    it('a disposed session cannot be used', async () => {
      const session = await engine.open({ network: SMALL, batchSize: 16 });
      session.dispose();
      expect(() => session.state()).toThrow('internal error: the session is disposed');
    });
  });
}

/** The engine and tfjs with the same weights, which are `scale` times the usual. */
async function pair(engine: Engine, network: Network, size: { count: number; batchSize: number; scale?: number }) {
  const samples = randomSamples(network.inputShape, size.count, classesOf(network));
  const state = initialState(network, size.scale);
  const session = await engine.open({ network, batchSize: size.batchSize });
  session.load(state);
  return { session, oracle: await openOracle(network, state.weights), samples };
}

/** States after each epoch from `first` to 3, with a partial last batch. */
async function trainedStates(engine: Engine, optimizer: Optimizer, from: TrainingState, first: number) {
  const samples: Samples = randomSamples(SMALL.inputShape, 75, 10);
  const session = await engine.open({ network: SMALL, batchSize: 16 });
  session.load(from);
  const states: TrainingState[] = [];
  for (let epoch = first; epoch <= 3; epoch++) {
    const order = permutation(samples.count, randomFor('test order', epoch));
    session.trainEpoch(plainEpoch(samples, order, optimizer));
    states.push(session.state());
  }
  return states;
}
