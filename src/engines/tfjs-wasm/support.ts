import type { EngineWork, UnsupportedLayer } from '../../language/engine-facts.js';
import { parameterSpecs } from '../../networks/parameters.js';
import { inferShapes, type PlacedLayer } from '../../networks/shapes.js';
import { tooLargeLayer } from '../module-memory.js';

/** Every layer is supported; a network whose arrays cannot all be addressed names its largest layer. */
export function unsupportedByTfjsWasm({ network, batchSize }: EngineWork): UnsupportedLayer | undefined {
  const placed = inferShapes(network.inputShape, network.layers);
  if ('message' in placed) throw new Error(`internal error: ${placed.message}`);
  return tooLargeLayer(
    placed.map((layer) => leastBytes(layer, batchSize)),
    batchSize,
  );
}

/** Weights before and after a step and their gradients; outputs and their gradients, which a flatten layer shares. */
function leastBytes(placed: PlacedLayer, batchSize: number): number {
  const weights = parameterSpecs([placed]).reduce((sum, { shape }) => sum + product(shape), 0);
  const outputs = placed.layer.type === 'flatten' ? 0 : batchSize * product(placed.output);
  return 4 * (3 * weights + 2 * outputs);
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((size, length) => size * length, 1);
}
