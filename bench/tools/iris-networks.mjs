// Many networks of dense layers of 16 on Fisher's irises, by one matrix: what grows with their number is ours, not training.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from './run.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Path of the experiment file. */
export function irisNetworks({ models, epochs, layers }) {
  const file = path.join(folder, `iris-${models}-${epochs}-${layers}.yaml`);
  const dense = list(layers, (layer) => `{ dense: { name: fc${layer}, units: 16, activation: relu } }`);
  writeFileSync(
    file,
    `version: 1
seed: 1936
dataset:
  use: { csv: { file: ${path.join(root, 'experiments/data/iris.csv')}, label: species, test: 0.4 } }
  standardize: true
probe: { split: test, size: 60 }
architectures: { plain: [${dense}, { dense: { name: logits, units: 3 } }] }
models:
  net:
    architecture: plain
    optimizer: { adam: { learningRate: 0.005 } }
    matrix: { init: [${list(models, (model) => model)}] }
train: { epochs: ${epochs}, batchSize: 16 }
capture: { layers: [${list(layers, (layer) => `fc${layer}`)}], epochs: [${list(epochs, (epoch) => epoch + 1)}] }
reduce: { pca: { components: 4 } }
cluster: { kmeans: { k: 3, restarts: 10 } }
`,
  );
  return file;
}

/** `pipeline plan` of an experiment file, with nothing in the cache. */
export function startPlan(file) {
  const command = [path.join(root, 'dist/pipeline.js'), 'plan', file, '--cache', path.join(folder, 'never-filled')];
  return spawn(process.execPath, command, { stdio: 'ignore' });
}

const list = (count, item) => Array.from({ length: count }, (_, index) => item(index)).join(', ');
