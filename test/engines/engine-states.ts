import { expect, it } from 'vitest';
import { permutation, randomFor } from '../../src/algorithms/random.js';
import type { Engine, TrainingState } from '../../src/engines/engine.js';
import type { Network } from '../../src/networks/layer.js';
import {
  type LearningRate,
  type Optimizer,
  optimizerAt,
  type ScheduledOptimizer,
} from '../../src/networks/optimizer.js';
import { RESIDUAL, SMALL } from './networks.js';
import { OPTIMIZERS } from './optimizers.js';
import { initialState, inOrder, masksOf, plainEpoch, randomSamples } from './training.js';

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

/** A state is all that training goes on from: the same one gives the same bits. */
export function goesOnFromStates(opened: () => Engine): void {
  for (const optimizer of OPTIMIZERS) {
    for (const schedule of SCHEDULES) {
      const { title, network } = schedule;
      const scheduled = { ...optimizer, learningRate: schedule.learningRate(optimizer.learningRate) };
      it(`two runs of ${optimizer.type} on a ${title} give the same bits, whole or resumed at any epoch`, async () => {
        const straight = await trainedStates(opened(), network, scheduled);
        expect(await trainedStates(opened(), network, scheduled)).toEqual(straight);
        for (let epoch = 1; epoch < straight.length; epoch++) {
          const from = straight[epoch - 1];
          expect(await trainedStates(opened(), network, scheduled, { from, after: epoch })).toEqual(
            straight.slice(epoch),
          );
        }
      });
    }
  }

  it('gives back the state that it loaded', async () => {
    for (const optimizer of OPTIMIZERS) {
      const [state] = await trainedStates(opened(), RESIDUAL, optimizer, { after: 2 });
      const session = await opened().open({ network: RESIDUAL, batchSize: 16 });
      session.load(state);
      expect(session.state()).toEqual(state);
    }
  });

  it('names slots after the parameter and counts steps', async () => {
    const trainedWith = async (optimizer: Optimizer) =>
      (await trainedStates(opened(), RESIDUAL, optimizer, { after: 2 }))[0];
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
    expect((await trainedWith(ADAM)).step).toBe(3);
  });

  it('slots start at zero for an optimizer that the session has not used', async () => {
    const samples = randomSamples(SMALL, 16);
    const [afterSgd] = await trainedStates(opened(), SMALL, SGD, { after: 2 });
    const train = async (before: readonly Optimizer[]) => {
      const session = await opened().open({ network: SMALL, batchSize: 16 });
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
  const samples = randomSamples(network, 40);
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
