import type { Engine, TrainEpoch } from '../../src/engines/engine.js';
import type { Network } from '../../src/networks/layer.js';
import { openOracle } from './oracle.js';
import { initialState, inOrder, largestOf, plainEpoch, randomSamples, relativeError } from './training.js';

/** A power of two is exact, and one this large makes the step large beside the weight, whose rounding errors it drowns. */
const STEP = { type: 'sgd', learningRate: 2 ** 12, weightDecay: 0 } as const;

interface GradientCase {
  readonly network: Network;
  readonly count: number;
  readonly batchSize: number;
  readonly values?: 'bytes' | 'floats';
  readonly labelSmoothing?: number;
}

/**
 * For each parameter, how far an engine's gradient for one batch is from tfjs', relative to the largest of the layer, or to a
 * hundredth of the largest of the network if that is more: in front of batch normalisation, the gradient of a bias is 0 but for
 * rounding, and so may be that of a whole layer. For moving statistics, how far they are from tfjs' after the batch.
 */
export async function gradientError(engine: Engine, gradientCase: GradientCase): Promise<Map<string, number>> {
  const { network, count, batchSize, values, labelSmoothing = 0 } = gradientCase;
  const samples = randomSamples(network, count, values);
  const { weights } = initialState(network);
  const epoch: TrainEpoch = { ...plainEpoch(samples, inOrder(count), STEP), labelSmoothing };
  const oracle = await openOracle(network, weights);
  const expected = oracle.gradients(epoch);
  const moved = oracle.weights();
  const session = await engine.open({ network, batchSize });
  session.load({ weights, slots: new Map(), step: 0 });
  session.trainEpoch(epoch);
  const largest = (ofLayer: string) =>
    Math.max(...[...expected].map(([name, values]) => (name.startsWith(ofLayer) ? largestOf(values) : 0)));
  return new Map(
    [...session.state().weights].map(([parameter, { data }]) => {
      if (parameter.includes('/moving_')) return [parameter, relativeError(data, moved.get(parameter) ?? [])];
      const before = weights.get(parameter)?.data ?? new Float32Array();
      const gradient = before.map((weight, i) => (weight - data[i]) / STEP.learningRate);
      const scale = Math.max(largest(parameter.slice(0, parameter.indexOf('/') + 1)), largest('') / 100);
      return [parameter, relativeError(gradient, expected.get(parameter) ?? [], scale)];
    }),
  );
}
