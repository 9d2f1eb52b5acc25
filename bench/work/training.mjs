// CPU seconds for 60,000 images: the median of 3 epochs over `count` random ones, after one. Usage: training.mjs NETWORK COUNT [ENGINE]
import { permutation, randomFor } from '../../dist/algorithms/random.js';
import { cpuSeconds, printJson } from '../tools/cpu.mjs';
import { networks } from './networks.mjs';
import { openSession, randomImages } from './session.mjs';

const [name, countText, engine] = process.argv.slice(2);
const count = Number(countText);
const { layers, optimizer } = networks[name];
const session = await openSession(layers, engine);
const samples = randomImages(count);
const { seconds } = cpuSeconds((epoch) =>
  session.trainEpoch({ samples, order: permutation(count, randomFor('bench', epoch)), optimizer, labelSmoothing: 0 }),
);
printJson({ value: (seconds * 60_000) / count });
