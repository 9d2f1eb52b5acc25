import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINES } from '../../src/engines/catalogue.js';
import { namesOf } from '../../src/language/choose-engine.js';
import { Rig } from './rig.js';

/** Three clear classes at any scale. */
function table(scale: number): string {
  const rows = Array.from({ length: 90 }, (_, i) => {
    return `${((i % 3) * 2 + (i % 7) / 10) * scale},${((i % 5) / 10 + 1) * scale},${'abc'[i % 3]}`;
  });
  return `${['x,y,class', ...rows].join('\n')}\n`;
}

/** One step an epoch, so that whatever breaks does so in the last. */
const LARGE = `version: 1
name: large
seed: 3
dataset: { use: { csv: { file: large.csv, label: class, test: 0.4 } } }
probe: { split: test, size: 36 }
architectures:
  net: [{ dense: { name: h, units: 4, activation: relu } }, { dense: { units: 3 } }]
  normal: [{ dense: { name: h, units: 4 } }, batchNormalization, { dense: { units: 3 } }]
models:
  sgd: { architecture: net, init: 0, optimizer: { sgd: { learningRate: 0.05 } } }
  rmsprop: { architecture: net, init: 2, optimizer: { rmsprop: { learningRate: 0.05 } } }
  adam: { architecture: net, init: 3, optimizer: { adam: { learningRate: 0.05 } } }
  statistics: { architecture: normal, init: 4, optimizer: { sgd: { learningRate: 0.05 } } }
  whole: { architecture: net, init: 0, optimizer: { sgd: { learningRate: 1.0e-45 } } }
train: { epochs: 2, batchSize: 54 }
capture: { epochs: [1, 2] }
reduce: { pca: { components: 2 } }
cluster: { kmeans: { k: 3, restarts: 2 } }
compare: { across: [models], measures: [adjustedRand] }
`;

const BROKEN: readonly (readonly [model: string, what: string])[] = [
  ['sgd', 'the loss on the test split is no finite number after step 1 of epoch 1, the last'],
  ['rmsprop', 'kernel/square of dense layer 1 is no longer made of finite numbers after step 1 of epoch 1'],
  ['adam', 'kernel/v of dense layer 1 is no longer made of finite numbers after step 1 of epoch 1'],
  [
    'statistics',
    'moving_variance of batchNormalization layer 1 is no longer made of finite numbers after step 1 of epoch 1',
  ],
];

const enginesHere = namesOf(ENGINES).filter((name) => ENGINES[name].missing() === undefined);

describe('numbers that are not finite', () => {
  const rig = new Rig();
  beforeAll(() => {
    rig.write('large.csv', table(1e20));
    rig.write('large.yaml', LARGE);
  });
  afterAll(() => rig.remove());

  it.each(enginesHere)(
    'are never kept as a checkpoint, whatever breaks in the last step of an epoch: %s',
    async (name) => {
      const { exitCode, steps } = await rig.run('large.yaml', '--set', `engine=${name}`, '--only', 'train/*');
      expect(exitCode).toBe(1);
      for (const [model, message] of BROKEN) {
        const hint = expect.stringContaining('`standardize: true` under `dataset` scales them');
        expect(steps.get(`train/${model}@1`)?.failure).toEqual({ code: 'diverged', message, hint });
        expect(steps.get(`train/${model}@2`)?.outcome).toBe('skipped');
      }
      expect(steps.get('train/whole@2')?.outcome).toBe('ran');
    },
  );

  it('of some models leave the others their results, and the run says what is missing', async () => {
    const { exitCode, stderr, stdout } = await rig.pipeline('run', 'large.yaml', '--cache', rig.cache);
    expect([exitCode, stderr]).toEqual([1, expect.not.stringMatching(/internal| {4}at /)]);
    expect(stdout).toMatch(/^label\/whole@[12]\/h\/pca\/kmeans: ran/m);
    expect(stderr).toMatch(/^note: without sgd, rmsprop, adam and statistics there are no matrices across models/m);
    expect(stderr).toContain('warning chance-level: whole (33.3 %)');
  });

  it('are told in the same way from a checkpoint as from a model that is in memory', async () => {
    rig.write('small.csv', table(1));
    rig.write(
      'rises.yaml',
      LARGE.replaceAll('large', 'small')
        .replace(/^ {2}(rmsprop|adam|statistics|whole): .*\n/gm, '')
        .replace(', activation: relu', '')
        .replace('learningRate: 0.05', 'learningRate: 10')
        .replace('epochs: 2, batchSize: 54', 'epochs: 9, batchSize: 9'),
    );
    const failures = async () => {
      const { steps } = await rig.run('rises.yaml', '--only', 'train/*');
      return [...steps.values()].filter(({ failure }) => failure?.code === 'diverged');
    };
    const [first] = await failures();
    expect(first).toMatchObject({
      id: 'train/sgd@3',
      failure: { message: expect.stringMatching(/step \d of epoch 3$/) },
    });
    expect(await failures()).toMatchObject([{ id: first.id, failure: first.failure }]);
  });

  it('among the activations of one layer only fail its capture', async () => {
    rig.write('small.csv', table(1));
    rig.write('far.csv', `x,y,class\n${[...'abcabc'].map((name) => `3.3e38,3.3e38,${name}\n`).join('')}`);
    rig.write(
      'far.yaml',
      LARGE.replace('large.csv, label: class, test: 0.4', 'small.csv, label: class, test: far.csv')
        .replace('size: 36', 'size: 6')
        .replace(/^ {2}(rmsprop|adam|statistics|whole): .*\n/gm, '')
        .replace('units: 4, activation: relu } },', 'units: 1 } }, { dense: { units: 4, activation: tanh } },')
        .replace('components: 2', 'components: 1'),
    );
    const { steps } = await rig.run('far.yaml');
    expect(steps.get('train/sgd@2')?.outcome).toBe('ran');
    expect(steps.get('capture/sgd@2')?.failure).toMatchObject({ code: 'overflow' });
  });
});
