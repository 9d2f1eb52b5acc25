// CPU seconds of k-means with k = 10 and 10 restarts, in a process that has done it before, as workers have.
import { readFileSync } from 'node:fs';
import { kMeans } from '../../dist/algorithms/kmeans.js';
import { randomFor } from '../../dist/algorithms/random.js';
import { decodeNpy } from '../../dist/formats/npy.js';
import { cpuSeconds, printJson } from '../tools/cpu.mjs';

const { array, shape } = decodeNpy(readFileSync(process.argv[2]));
const params = { k: 10, restarts: 10, maxIterations: 300, tolerance: 1e-4 };
const { seconds, result } = cpuSeconds((call) => kMeans(array, ...shape, params, randomFor('bench', call)), 6);
printJson({ value: seconds, inertia: result.inertia });
