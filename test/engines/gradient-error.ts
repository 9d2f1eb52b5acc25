import type { Engine, Samples, TrainEpoch } from '../../src/engines/engine.js';
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

/** What tfjs makes of a case. */
export interface ExpectedGradients {
  readonly epoch: TrainEpoch;
  /** Those of all parameters for one batch; 0 for moving statistics. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  /** The weights after the batch, before any step: only statistics have moved. */
  readonly moved: ReadonlyMap<string, Float32Array>;
}

export async function expectedGradients(gradientCase: GradientCase): Promise<ExpectedGradients> {
  const { network, count, values, labelSmoothing = 0 } = gradientCase;
  const samples: Samples = randomSamples(network, count, values);
  const epoch: TrainEpoch = { ...plainEpoch(samples, inOrder(count), STEP), labelSmoothing };
  const oracle = await openOracle(network, initialState(network).weights);
  return { epoch, gradients: oracle.gradients(epoch), moved: oracle.weights() };
}

/**
 * For each parameter, how far an engine's gradient for one batch is from the expected one, relative to the largest of the layer, or
 * to a hundredth of the largest of the network if that is more: in front of batch normalisation, the gradient of a bias is 0 but for
 * rounding, and so may be that of a whole layer. For moving statistics, how far they are from the expected ones.
 */
export async function gradientError(
  engine: Engine,
  { network, batchSize }: Pick<GradientCase, 'network' | 'batchSize'>,
  { epoch, gradients, moved }: ExpectedGradients,
): Promise<Map<string, number>> {
  const { weights } = initialState(network);
  const session = await engine.open({ network, batchSize });
  session.load({ weights, slots: new Map(), step: 0 });
  session.trainEpoch(epoch);
  const largest = (ofLayer: string) =>
    Math.max(...[...gradients].map(([name, values]) => (name.startsWith(ofLayer) ? largestOf(values) : 0)));
  const errors = [...session.state().weights].map(([parameter, { data }]) => {
    if (parameter.includes('/moving_')) return [parameter, relativeError(data, moved.get(parameter) ?? [])] as const;
    const before = weights.get(parameter)?.data ?? new Float32Array();
    const gradient = before.map((weight, i) => (weight - data[i]) / STEP.learningRate);
    const scale = Math.max(largest(parameter.slice(0, parameter.indexOf('/') + 1)), largest('') / 100);
    return [parameter, relativeError(gradient, gradients.get(parameter) ?? [], scale)] as const;
  });
  session.dispose();
  return new Map(errors);
}
