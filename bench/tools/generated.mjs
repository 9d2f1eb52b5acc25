// Experiments of exactly 51, 1,001 and 10,001 steps, small enough to fill a cache with.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ended, folder, startPipeline, wallSeconds } from './run.mjs';

const SHAPES = {
  51: { models: 3, epochs: 1, layers: 2, clusterers: 2 },
  1001: { models: 6, epochs: 5, layers: 3, clusterers: 4 },
  10001: { models: 16, epochs: 10, layers: 3, clusterers: 9 },
};

/** Path of the experiment file. */
export function generatedExperiment(steps) {
  const file = path.join(folder, `generated-${steps}.yaml`);
  writeFileSync(file, textOf(SHAPES[steps]));
  return file;
}

const filled = new Set();

/** Runs an experiment whose results are all there. */
export async function runUnchanged(steps) {
  const run = () => startPipeline(generatedExperiment(steps), { cache: `generated-${steps}` });
  if (!filled.has(steps)) {
    await ended(run());
    // Files younger than 3 s are read again each time, so that a second run remembers them only later.
    await setTimeout(4_000);
    await ended(run());
    filled.add(steps);
  }
  const node = await wallSeconds(() => spawn(process.execPath, ['--eval', '']));
  return { value: await wallSeconds(run), node };
}

export const withoutUs = ({ node }) => `Node itself starts in ${node.toFixed(3)} s`;

function textOf({ models, epochs, layers, clusterers }) {
  const lines = (count, line) => Array.from({ length: count }, (_, index) => line(index)).join('');
  const list = (count, item) => Array.from({ length: count }, (_, index) => item(index)).join(', ');
  return `version: 1
seed: 0
dataset: { use: fashion-mnist, train: 50 }
probe: { split: test, size: 50 }
architectures:
  tiny:
    - averagePooling2d: { poolSize: 4 }
    - flatten
${lines(layers, (layer) => `    - dense: { name: fc${layer}, units: 4, activation: relu }\n`)}    - dense: { name: logits, units: 10 }
models:
${lines(models, (model) => `  N${model}: { architecture: tiny, init: ${model}, optimizer: adam }\n`)}train: { epochs: ${epochs}, batchSize: 50 }
capture: { layers: [${list(layers, (layer) => `fc${layer}`)}], epochs: [${list(epochs, (epoch) => epoch + 1)}] }
reduce: { pca: { components: 2 } }
cluster: [${list(clusterers, (index) => `kmeans: { k: ${index + 2}, restarts: 1 }`)}]
compare: { measures: [adjustedRand], across: [models] }
`;
}
