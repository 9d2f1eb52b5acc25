import { expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.js';
import type { Network } from '../../src/networks/layer.js';
import { expectedGradients, gradientError } from './gradient-error.js';
import { CASES, RESIDUAL, SMALL } from './networks.js';
import { OPTIMIZERS } from './optimizers.js';
import { openOracle } from './oracle.js';
import { initialState, inOrder, plainEpoch, randomSamples, relativeError } from './training.js';

/** What an engine computes is what tfjs computes, but for rounding. */
export function agreesWithTfjs(opened: () => Engine): void {
  for (const { title, network, count, values } of CASES) {
    it(`gradients agree with tfjs: ${title}`, async () => {
      const gradientCase = { network, count, values, batchSize: 24 };
      const errors = await gradientError(opened(), gradientCase, await expectedGradients(gradientCase));
      for (const [parameter, error] of errors) expect(error, parameter).toBeLessThan(1e-5);
    });

    it(`activations and scores agree with tfjs: ${title}`, async () => {
      const { session, oracle, samples } = await pair(opened(), network, { count, values, batchSize: 8 });
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
    const errors = await gradientError(opened(), smoothed, await expectedGradients(smoothed));
    for (const [parameter, error] of errors) expect(error, parameter).toBeLessThan(1e-5);
  });

  for (const optimizer of OPTIMIZERS) {
    for (const weightDecay of [0, 0.5]) {
      it(`two steps of ${optimizer.type} with weight decay ${weightDecay} agree with tfjs`, async () => {
        const { session, oracle, samples } = await pair(opened(), RESIDUAL, { count: 30, batchSize: 16 });
        const epoch = plainEpoch(samples, inOrder(30), { ...optimizer, weightDecay });
        oracle.trainEpoch(epoch, 16);
        session.trainEpoch(epoch);
        const expected = oracle.weights();
        for (const [parameter, { data }] of session.state().weights) {
          expect(relativeError(data, expected.get(parameter) ?? []), parameter).toBeLessThan(5e-5);
        }
      });
    }
  }

  it('knows the loss of a sample that is very wrong', async () => {
    const { session, oracle, samples } = await pair(opened(), SMALL, { count: 16, batchSize: 16, scale: 30 });
    const expected = oracle.score(samples).loss;
    expect(expected).toBeGreaterThan(1000);
    expect(session.evaluate(samples).loss / expected).toBeCloseTo(1, 5);
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
