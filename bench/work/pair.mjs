// CPU microseconds of the adjusted Rand index of two partitions of 1,000 samples into ten clusters, among a hundred that were counted before.
import { partitionOf } from '../../dist/algorithms/contingency.js';
import { MEASURES } from '../../dist/algorithms/measures.js';
import { randomFor } from '../../dist/algorithms/random.js';
import { cpuSeconds, printJson } from '../tools/cpu.mjs';

const random = randomFor('bench', 'pair');
const partitions = Array.from({ length: 100 }, () =>
  partitionOf(Int32Array.from({ length: 1000 }, () => Math.floor(10 * random.uniform()))),
);
const { seconds } = cpuSeconds(() => {
  for (const a of partitions) for (const b of partitions) MEASURES.adjustedRand.between(a, b);
}, 6);
printJson({ value: (1e6 * seconds) / partitions.length ** 2 });
