import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STAGES } from '../../src/stages/index.js';
import type { StageName } from '../../src/stages/stage.js';
import { runTrain } from '../../src/stages/train.js';
import { digestOf } from '../../src/store/fingerprint.js';
import { CorruptObject, Store } from '../../src/store/store.js';
import { digestsOf, flipLastBit, freshStage, makes, SOURCES, stageContract, whole } from './stage-contract.js';
import { objectFile, StoreRig } from './store-rig.js';

/** A step of every stage, and a report that is soon made. */
const EXPERIMENT = `
version: 1
name: contract
seed: 7
dataset: { use: fashion-mnist, train: 500 }
probe: { split: test, size: 100 }
architectures:
  tiny:
    - conv2d: { name: conv1, filters: 4, kernelSize: 5, strides: 2, activation: relu }
    - maxPooling2d: { poolSize: 2 }
    - flatten
    - dense: { name: fc1, units: 16, activation: relu }
    - dense: { name: logits, units: 10 }
models:
  A: { architecture: tiny, init: 0, optimizer: { momentum: { learningRate: 0.02, momentum: 0.9 } } }
  B: { architecture: tiny, init: 1, optimizer: { adam: { learningRate: 0.002 } } }
train: { epochs: 2, batchSize: 50 }
capture: { layers: [conv1, fc1], epochs: [2] }
reduce: { pca: { components: 8 } }
cluster: { kmeans: { k: 10, restarts: 2 } }
compare: { measures: [rand], across: [models] }
`;

/** All that an experiment may choose from. */
const CHOICES = EXPERIMENT.replace(
  /^reduce: .*$/m,
  'reduce: [pca: { components: 8 }, pca: { components: 5, whiten: true }]',
)
  .replace(/^cluster: .*$/m, 'cluster: [kmeans: { k: 10, restarts: 2 }, kmeans: { k: 7, restarts: 1 }]')
  .replace(/^compare: .*$/m, 'compare: { measures: [rand, adjustedRand] }');

const CHANGED_SAMPLES = EXPERIMENT.replace(
  'batchSize: 50',
  'batchSize: 50, labelNoise: 0.2, augment: { shift: 2, flip: true }',
);

const rig = new StoreRig();
beforeAll(async () => {
  await rig.fill(EXPERIMENT);
  await rig.fill(CHOICES, '--only', 'compare/*');
  await rig.fill(CHANGED_SAMPLES, '--only', 'train/A@2');
});
afterAll(() => rig.remove());

const NAMES = Object.keys(STAGES) as StageName[];
for (const name of NAMES) stageContract(name, rig);

describe('the stages in one process', () => {
  it('make the same bytes in any order, with and without the rest of the cache, and keep nothing that they gave away', async () => {
    const stepOf = (...names: StageName[]) => {
      return fc.constantFrom(...names).chain((name) => fc.constantFrom(...rig.manifestsOf(name)));
    };
    const quick = stepOf(...NAMES.filter((name) => name !== 'dataset' && name !== 'figure'));
    const step = fc.oneof({ weight: 50, arbitrary: quick }, { weight: 1, arbitrary: stepOf('figure') });
    const calls = fc.record({ step, whole: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(calls, { minLength: 10, maxLength: 24 }), async (order) => {
        const given: [bytes: Uint8Array, digest: string][] = [];
        for (const { step: manifest, whole: inWhole } of order) {
          const { fingerprint, artifacts } = manifest;
          const store = inWhole ? new Store(rig.cache) : rig.storeFor(fingerprint);
          const stage = await STAGES[fingerprint.stage as StageName]();
          const result = await stage(fingerprint, { store, sources: SOURCES, progress: () => {} });
          if (!result.ok) throw new Error(result.failure.message);
          for (const [name, content] of result.files) given.push([whole(content), artifacts[name].digest]);
        }
        for (const [bytes, digest] of given) expect(digestOf(bytes)).toBe(digest);
      }),
      { numRuns: 5 },
    );
  });
});

describe('training', () => {
  const lastEpoch = () => {
    const steps = rig.manifestsOf('train').filter(({ fingerprint }) => fingerprint.params['epoch'] === 2);
    return steps[0];
  };

  it('that was broken off in the middle leaves nothing behind for the next attempt', async () => {
    const { fingerprint, artifacts } = lastEpoch();
    const stage = await freshStage('train');
    const store = rig.storeFor(fingerprint);
    const breakOff = () => {
      throw new Error('broken off');
    };
    await expect(makes(stage, fingerprint, store, breakOff)).rejects.toThrow('broken off');
    expect(await makes(stage, fingerprint, store)).toEqual(digestsOf(artifacts));
  });

  it('refuses an earlier checkpoint whose bytes changed, and once that is gone starts before it', async () => {
    const { fingerprint, artifacts } = lastEpoch();
    const earlier = { ...fingerprint, params: { ...fingerprint.params, epoch: 1 } };
    const store = rig.storeFor(fingerprint);
    const result = await runTrain(earlier, { store, sources: SOURCES, progress: () => {} });
    if (!result.ok) throw new Error(result.failure.message);
    const manifest = store.publish({ fingerprint: earlier, files: result.files, seconds: () => 0, host: '' });
    const { digest } = manifest.artifacts['checkpoint.safetensors'];
    flipLastBit(objectFile(store, digest));
    const stage = await freshStage('train');
    await expect(makes(stage, fingerprint, store)).rejects.toEqual(new CorruptObject(digest));
    store.discard(digest);
    expect(await makes(stage, fingerprint, store)).toEqual(digestsOf(artifacts));
  });
});
