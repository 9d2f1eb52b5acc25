import type { EngineWork, UnsupportedLayer } from '../../language/engine-facts.js';
import { parameterSpecs } from '../../networks/parameters.js';
import { inferShapes, type PlacedLayer } from '../../networks/shapes.js';
import { tooLargeLayer } from '../module-memory.js';
import { isView } from './readers.js';
import { bytesOf, LANES } from './values.js';

/** Every layer is supported; a network whose arrays cannot all be addressed names its largest layer. */
export function unsupportedBySimd(work: EngineWork): UnsupportedLayer | undefined {
  return tooLargeLayer(leastBytes(work), work.batchSize);
}

/** A lower bound of the bytes that each layer takes, without the samples, which have to fit as well. */
export function leastBytes({ network: { inputShape, layers }, batchSize }: EngineWork): number[] {
  const placed = inferShapes(inputShape, layers);
  if ('message' in placed) throw new Error(`internal error: ${placed.message}`);
  const blocks = Math.ceil(batchSize / LANES);
  return placed.map(
    (layer, index) => (isView(layers, index) ? 0 : 2 * bytesOf(layer.output, blocks)) + parameterBytes(layer),
  );
}

/** Weights, gradients and two slots of each parameter; a dense kernel and its gradient lie in rows besides. */
function parameterBytes(layer: PlacedLayer): number {
  const copies = layer.layer.type === 'dense' ? 6 : 4;
  const bytes = parameterSpecs([layer]).map(({ shape, role }) => {
    return 4 * (role === 'kernel' ? copies : 4) * shape.reduce((product, length) => product * length, 1);
  });
  return bytes.reduce((sum, one) => sum + one, 0);
}
