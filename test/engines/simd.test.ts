import { simdEngine } from '../../src/engines/simd/engine.js';
import { ARITHMETICS } from '../algorithms/arithmetics.js';
import { engineContract } from './engine-contract.js';

for (const { name, fused } of ARITHMETICS) engineContract(`simd ${name}`, () => simdEngine(fused));
