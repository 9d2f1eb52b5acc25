import type { Engine } from '../../src/engines/engine.js';
import type { Network } from '../../src/networks/layer.js';
import { classesOf, initialState, inOrder, plainEpoch, randomSamples, relativeError } from './networks.js';
import { openOracle } from './oracle.js';

/** A power of two is exact, and one this large makes the step large beside the weight, whose rounding errors it drowns. */
const STEP = { type: 'sgd', learningRate: 2 ** 12, weightDecay: 0 } as const;

/** For each parameter, how far an engine's gradient for one batch is from tfjs', relative to the largest of the array. */
export async function gradientError(
  engine: Engine,
  { network, count, batchSize }: { network: Network; count: number; batchSize: number },
): Promise<Map<string, number>> {
  const samples = randomSamples(network.inputShape, count, classesOf(network));
  const { weights } = initialState(network);
  const expected = (await openOracle(network, weights)).gradients(samples);
  const session = await engine.open({ network, batchSize });
  session.load({ weights, slots: new Map(), step: 0 });
  session.trainEpoch(plainEpoch(samples, inOrder(count), STEP));
  const after = session.state().weights;
  return new Map(
    [...weights].map(([parameter, { data }]) => {
      const gradient = data.map(
        (weight, i) => (weight - (after.get(parameter)?.data[i] ?? Number.NaN)) / STEP.learningRate,
      );
      return [parameter, relativeError(gradient, expected.get(parameter) ?? [])];
    }),
  );
}
