import { expect, it } from 'vitest';
import { permutation, randomFor } from '../../src/algorithms/random.js';
import { enginesHere } from './engines-here.js';
import { RESIDUAL } from './networks.js';
import { OPTIMIZERS } from './optimizers.js';
import { openOracle } from './oracle.js';
import { initialState, masksOf, randomSamples } from './training.js';

const NETWORK = { ...RESIDUAL, inputShape: [6, 6, 2] } as const;
const COUNT = 40;
const BATCH_SIZE = 8;

for (const optimizer of OPTIMIZERS) {
  it(`the losses of 200 steps of ${optimizer.type} of every engine agree with tfjs`, async () => {
    const samples = randomSamples(NETWORK, COUNT, 'floats');
    const state = initialState(NETWORK);
    const oracle = await openOracle(NETWORK, state.weights);
    const sessions = await Promise.all(
      (await enginesHere()).map(async ({ name, engine }) => {
        const session = await engine.open({ network: NETWORK, batchSize: BATCH_SIZE });
        session.load(state);
        return { name, session };
      }),
    );
    for (let number = 1; number <= 40; number++) {
      const order = permutation(COUNT, randomFor('test order', number));
      const slower = { ...optimizer, learningRate: optimizer.learningRate / 4, weightDecay: 1e-3 };
      const epoch = { samples, order, optimizer: slower, labelSmoothing: 0.05, keepMask: masksOf(number) };
      const losses = oracle.trainEpoch(epoch, BATCH_SIZE);
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      for (const { name, session } of sessions) {
        const { loss } = session.trainEpoch(epoch);
        expect(Math.abs(loss / mean - 1), `${name}, epoch ${number}`).toBeLessThan(1e-4);
      }
    }
  });
}
