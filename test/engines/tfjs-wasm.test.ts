import { tfjsWasmEngine } from '../../src/engines/tfjs-wasm/engine.js';
import { engineContract } from './engine-contract.js';

engineContract('tfjs-wasm', tfjsWasmEngine);
