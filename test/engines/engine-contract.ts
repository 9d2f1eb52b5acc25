import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.js';
import type { Network } from '../../src/networks/layer.js';
import { agreesWithTfjs } from './engine-agreement.js';
import { goesOnFromStates } from './engine-states.js';
import { activate, conv, dense, flatten, pool } from './layers.js';
import { memoryInUse } from './memory.js';
import { RESIDUAL, SMALL } from './networks.js';
import { OPTIMIZERS } from './optimizers.js';
import { initialState, inOrder, plainEpoch, randomSamples, relativeError } from './training.js';

const [SGD, , , ADAM] = OPTIMIZERS;

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
    agreesWithTfjs(() => engine);
    goesOnFromStates(() => engine);

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
      for (let i = 0; i < 4; i++) await useSession();
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
      for (let epoch = 1; epoch < 10; epoch++) learn(epoch);
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
