import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { tfjsEngine } from '../../src/engines/tfjs/engine.js';
import { RESIDUAL } from './networks.js';
import { initialState, inOrder, plainEpoch, randomSamples } from './training.js';

it('a session of tfjs keeps its weights and slots and nothing else, and gives them back', async () => {
  await tf.setBackend('cpu');
  const before = tf.memory().numTensors;
  const engine = tfjsEngine('cpu');
  const session = await engine.open({ network: RESIDUAL, batchSize: 16 });
  const samples = randomSamples(RESIDUAL, 20);
  session.load(initialState(RESIDUAL));
  const adam = { type: 'adam', learningRate: 0.01, weightDecay: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-2 } as const;
  for (let epoch = 1; epoch <= 2; epoch++) session.trainEpoch(plainEpoch(samples, inOrder(20), adam));
  session.evaluate(samples);
  session.capture(samples, ['sum', 'logits']);
  const { weights, slots } = session.state();
  expect(tf.memory().numTensors - before).toBe(weights.size + slots.size);
  session.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
