import type { Rig } from './rig.js';

/** One small network on a small table: a run of every stage takes a second. */
const FLOWERS = `version: 1
name: flowers
dataset: { use: { csv: { file: flowers.csv, label: kind } } }
probe: { split: test, size: 4 }
architectures:
  plain:
    - dense: { name: hidden, units: 4, activation: relu }
    - dense: { name: logits, units: 2 }
models:
  A: { architecture: plain, init: 0, optimizer: { sgd: { learningRate: 0.1 } } }
train: { epochs: 2, batchSize: 10 }
capture: { layers: [hidden], epochs: [2] }
reduce: { pca: { components: 2 } }
cluster: { kmeans: { k: 2, restarts: 2 } }
`;

export function writeFlowers(rig: Rig, name = 'exp.yaml', change = (text: string) => text): void {
  const rows = Array.from({ length: 40 }, (_, i) => `${i % 7},${(i * 3) % 5},${i % 2 ? 'rose' : 'tulip'}\n`);
  rig.write(name, change(FLOWERS));
  rig.write('flowers.csv', `x,y,kind\n${rows.join('')}`);
}
