import { ENGINES } from '../../src/engines/catalogue.js';
import { tfjsNodeEngine } from '../../src/engines/tfjs-node/engine.js';
import { engineContract } from './engine-contract.js';

if (ENGINES['tfjs-node'].missing() === undefined) {
  // The library takes another path through a product for another number of rows.
  engineContract('tfjs-node', tfjsNodeEngine, { isBatchInvariant: false });
}
