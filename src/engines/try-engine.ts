import type { EngineName } from '../language/config.js';
import type { Layer } from '../networks/layer.js';
import { engineNamed } from './choose.js';
import type { Tensor } from './engine.js';

/** A program: trains a small network for one step on the engine that its argument names. Fails with the reason, last on standard error. */
async function main(): Promise<void> {
  const engine = await engineNamed(process.argv[2] as EngineName);
  const session = await engine.open({ network: { inputShape: [2, 2, 1], layers: LAYERS }, batchSize: 2 });
  session.load({ weights: new Map(WEIGHTS), slots: new Map(), step: 0 });
  const { loss } = session.trainEpoch({
    samples: { values: Uint8Array.of(0, 50, 100, 150, 200, 250, 200, 150), labels: Uint8Array.of(0, 1), count: 2 },
    order: Uint32Array.of(0, 1),
    optimizer: { type: 'sgd', learningRate: 0.1, weightDecay: 0 },
    labelSmoothing: 0,
    keepMask: () => new Uint8Array(),
  });
  // Of two classes alike.
  if (Math.abs(loss - Math.LN2) > 1e-5) throw new Error(`its first loss is ${loss} and not ${Math.LN2}`);
}

const LAYERS: readonly Layer[] = [
  { type: 'flatten', name: 'flat' },
  { type: 'dense', name: 'logits', units: 2, activation: 'linear', kernelInitializer: 'glorotUniform' },
];

const WEIGHTS: readonly (readonly [string, Tensor])[] = [
  ['logits/kernel', { shape: [4, 2], data: new Float32Array(8) }],
  ['logits/bias', { shape: [2], data: new Float32Array(2) }],
];

main().catch((error: Error) => {
  process.stderr.write(error.message);
  process.exitCode = 1;
});
