import { simdEngine } from '../../src/engines/simd/engine.js';
import { engineContract } from './engine-contract.js';

engineContract('simd', simdEngine);
