import type { Engine, EngineId } from '../engine.js';
import { BatchSession } from '../session.js';
import { TfjsNetwork } from './network.js';

/** An engine over TensorFlow.js on one of its backends, which must be registered and initialised. */
export function tfjsEngine(id: EngineId, backend: string): Engine {
  return {
    id,
    open: async ({ network, batchSize }) => new BatchSession(new TfjsNetwork(network, backend), batchSize),
  };
}
