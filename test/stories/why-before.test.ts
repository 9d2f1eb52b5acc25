import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encodeNpy } from '../../src/formats/npy.js';
import { Rig } from './rig.js';

const rig = new Rig();
afterAll(() => rig.remove());

const BEFORE = `version: 1
dataset: { use: { csv: { file: iris.csv, label: species } }, standardize: true }
architectures:
  net:
    - dense: { name: h, units: 8, activation: relu }
    - dense: { name: g, units: 8, activation: relu }
    - dense: { name: logits, units: 3 }
models:
  a: { architecture: net, optimizer: { adam: { learningRate: { step: { initial: 0.01, every: 2, factor: 0.5 } } } } }
train: { epochs: 2 }
reduce: { pca: { components: 2 } }
compare: { measures: [adjustedRand], across: [layers] }
`;

const AFTER = BEFORE.replace(/csv: {.*?}/, 'numpy: { samples: x.npy, labels: y.npy }')
  .replace(/ {4}- dense: { name: g.*\n/, '')
  .replace(/learningRate: {.*} } }/, 'learningRate: 0.02 } } }');

test('what was before is what the earlier file said', async () => {
  copyFileSync(path.resolve('experiments/data/iris.csv'), path.join(rig.folder, 'iris.csv'));
  rig.write(
    'x.npy',
    encodeNpy(
      Float32Array.from({ length: 600 }, (_, index) => index % 7),
      [150, 4],
    ),
  );
  rig.write(
    'y.npy',
    encodeNpy(
      Int32Array.from({ length: 150 }, (_, index) => index % 3),
      [150],
    ),
  );
  rig.write('exp.yaml', BEFORE);
  expect((await rig.run('exp.yaml')).exitCode).toBe(0);
  rig.write('exp.yaml', AFTER);
  const { stdout, stderr } = await rig.pipeline('why', 'exp.yaml', '--cache', rig.cache);
  expect(stderr).not.toContain('error');
  const changes = stdout.split('\n').map((line) => line.replace(/ \((exp|default).*$/, ''));
  expect(changes).toEqual([
    'dataset.use: csv -> numpy',
    'architectures.net[1]: dense { units: 8, activation: relu, kernelInitializer: glorotUniform } -> (nothing)',
    'models.a.optimizer.adam.learningRate: step { initial: 0.01, factor: 0.5, every: 2 } -> 0.02',
    'capture.layers: [h, g] -> [h]',
  ]);
});
