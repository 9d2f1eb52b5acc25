// CPU seconds per 60,000 images of the small net (156 GFLOP): conv 10@5x5, pool, conv 20@5x5, pool, dense 50, dense 10,
// momentum, batch 64. Median of 3 epochs over 6,400 random images; one JSON line.

import { permutation, randomFor } from '../dist/algorithms/random.js';
import { simdEngine } from '../dist/engines/simd/engine.js';
import { initialValue } from '../dist/networks/initialise.js';
import { parameterSpecs } from '../dist/networks/parameters.js';
import { inferShapes } from '../dist/networks/shapes.js';

const conv = (name, filters) => ({
  type: 'conv2d',
  name,
  filters,
  kernelSize: [5, 5],
  strides: [1, 1],
  padding: 'valid',
  activation: 'relu',
  kernelInitializer: 'glorotUniform',
});
const pool = (name) => ({ type: 'maxPooling2d', name, poolSize: [2, 2], strides: [2, 2], padding: 'valid' });
const dense = (name, units, activation) => ({
  type: 'dense',
  name,
  units,
  activation,
  kernelInitializer: 'glorotUniform',
});
const network = {
  inputShape: [28, 28, 1],
  layers: [
    conv('c1', 10),
    pool('p1'),
    conv('c2', 20),
    pool('p2'),
    { type: 'flatten', name: 'flat' },
    dense('f1', 50, 'relu'),
    dense('logits', 10, 'linear'),
  ],
};

const count = 6400;
const random = randomFor('bench');
const samples = {
  values: Uint8Array.from({ length: count * 784 }, () => random.below(256)),
  labels: Uint8Array.from({ length: count }, () => random.below(10)),
  count,
};
const weights = parameterSpecs(inferShapes(network.inputShape, network.layers)).map((spec, i) => [
  spec.name,
  { shape: spec.shape, data: initialValue(spec, randomFor('w', i)) },
]);
const session = await simdEngine().open({ network, batchSize: 64 });
session.load({ weights: new Map(weights), slots: new Map(), step: 0 });

const seconds = [];
for (let epoch = 0; epoch < 4; epoch++) {
  const before = process.cpuUsage();
  session.trainEpoch({
    samples,
    order: permutation(count, randomFor('order', epoch)),
    optimizer: { type: 'momentum', learningRate: 0.01, weightDecay: 0, momentum: 0.9 },
    labelSmoothing: 0,
  });
  const { user, system } = process.cpuUsage(before);
  if (epoch > 0) seconds.push(((user + system) / 1e6) * (60_000 / count));
}
process.stdout.write(
  `${JSON.stringify({ name: 'training, small net', cpuSecondsPer60kImages: seconds.sort((a, b) => a - b)[1] })}\n`,
);
