import type { Engine } from '../engine.js';
import { BatchSession } from '../session.js';
import { TfjsNetwork } from './network.js';

/** An engine over TensorFlow.js on one of its backends, which must be registered and initialised. */
export function tfjsEngine(backend: string): Engine {
  return {
    open: async ({ network, batchSize }) => new BatchSession(new TfjsNetwork(network, backend), batchSize),
  };
}
