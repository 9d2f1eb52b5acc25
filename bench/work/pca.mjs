// CPU seconds of 50 components of 1000 x 5760 activations, in a process that has done it before, as workers have.
import { readFileSync } from 'node:fs';
import { fitPca } from '../../dist/algorithms/pca.js';
import { decodeNpy } from '../../dist/formats/npy.js';
import { cpuSeconds, printJson } from '../tools/cpu.mjs';

const { array, shape } = decodeNpy(readFileSync(process.argv[2]));
const { seconds, result } = cpuSeconds(() => fitPca(array, ...shape, { components: 50, whiten: false }), 6);
printJson({ value: seconds, variances: [...result.explainedVariance] });
