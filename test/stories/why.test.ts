import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepare } from '../../src/cli/prepare.js';
import { sceneOf } from '../../src/cli/scene.js';
import { causeText } from '../../src/cli/text/cause.js';
import { stepLines } from '../../src/cli/text/step.js';
import { EXPERIMENT, FROM_TRAIN, WhyRig } from './why-rig.js';

describe('why', () => {
  const rig = new WhyRig();
  beforeAll(() => rig.runExperiment());
  afterAll(() => rig.remove());

  it('shows one step in detail, with the steps through which a change reaches it', () => {
    const scene = rig.sceneAfter([
      ['k: 10', 'k: 9'],
      ['learningRate: 0.02', 'learningRate: 0.03'],
    ]);
    expect(rig.told(stepLines(scene, 'compare/models/fc1@2/pca/kmeans/labels/rand'))).toEqual(
      `compare/models/fc1@2/pca/kmeans/labels/rand may run: it is spared if the steps that it needs make the same bytes as before
  partitions: label/A@2/fc1/pca/kmeans may run
    cluster.kmeans.k: 10 -> 9 (edited.yaml:25:25)
    assignments: cluster/A@2/fc1/pca/kmeans may run
      cluster.kmeans.k: 10 -> 9 (edited.yaml:25:25)
      scores: reduce/A@2/fc1/pca may run
        activations: capture/A@2 may run
          checkpoint: train/A@2 runs
            models.A.optimizer.momentum.learningRate: 0.02 -> 0.03 (edited.yaml:20:76)
  partitions: label/B@2/fc1/pca/kmeans may run
    cluster.kmeans.k: 10 -> 9 (edited.yaml:25:25)
    assignments: cluster/B@2/fc1/pca/kmeans runs
      cluster.kmeans.k: 10 -> 9 (edited.yaml:25:25)`.split('\n'),
    );
    expect(stepLines(scene, 'probe')).toEqual(['probe is cached']);
  });

  it('compares with the experiment that it was before it was renamed', () => {
    const scene = rig.sceneAfter([
      ['name: small', 'name: bigger'],
      ['  A: {', '  Alpha: {'],
      ['k: 10', 'k: 9'],
    ]);
    expect(scene).toMatchObject({ comparedWith: 'small', isAnother: true });
    expect(rig.told(stepLines(scene, 'cluster/Alpha@1/fc1/pca/kmeans'))).toEqual([
      'cluster/Alpha@1/fc1/pca/kmeans runs',
      '  compared with cluster/A@1/fc1/pca/kmeans of experiment small',
      '  cluster.kmeans.k: 10 -> 9 (edited.yaml:25:25)',
    ]);
    const other = rig.sceneAfter([
      [
        /models:[\s\S]*train: \{ epochs: 2/,
        'models: { Z: { architecture: other, optimizer: sgd } }\ntrain: { epochs: 5',
      ],
      ['name: small', 'name: new'],
    ]);
    expect(other.comparedWith).toBe(null);
    expect(other.explanation.causes().map(({ kind }) => kind)).toEqual(['first']);
  });

  it('tells where a change stops, before and after it runs', async () => {
    rig.write('other.yaml', EXPERIMENT.replace('name: small', 'name: other'));
    const set = ['--set', 'dataset.train=600', '--only', 'probe'];
    const { stdout } = await rig.pipeline('run', 'other.yaml', ...set, '--cache', rig.cache, '--reporter', 'plain');
    expect(stdout.split('\n').filter((line) => !/^(dataset|probe): ran/.test(line))).toEqual([
      '2 steps',
      'compared with experiment small',
      'dataset.train: 500 -> 600 (--set dataset.train=600): dataset runs; probe may run',
      'spared, since steps with the same inputs have run: probe',
      expect.stringMatching(/^1 ran, 1 cached in /),
    ]);
    const scene = rig.sceneAfter([['train: 500', 'train: 600']]);
    expect(rig.told(scene.explanation.causes().map(causeText))).toEqual([
      `dataset.train: 500 -> 600 (edited.yaml:5:39): 4 train steps run; ${FROM_TRAIN}; stopped at probe: the same bytes as before`,
    ]);
    expect(rig.told(stepLines(scene, 'probe'))).toEqual([
      'probe is cached; what changed before it makes the same bytes as before',
      '  changed before it: dataset changed, and is cached',
      '    dataset.train: 500 -> 600 (edited.yaml:5:39)',
    ]);
  });

  it('says so where an earlier run did not come so far, and where the cache lost something', async () => {
    rig.write('part.yaml', EXPERIMENT.replace('name: small', 'name: part').replace('seed: 7', 'seed: 6'));
    await rig.run('part.yaml', '--only', 'probe');
    const rest = prepare(path.join(rig.folder, 'part.yaml'), { set: [], cache: rig.cache });
    const unfinished = rest && sceneOf(rest, rest.steps, () => false).explanation.causes();
    expect(unfinished?.map(causeText)).toEqual([
      `an earlier run did not come so far: 4 train steps run; ${FROM_TRAIN}`,
    ]);
    const lost = rig.sceneAfter([]).forecasts.get('cluster/B@2/fc1/pca/kmeans');
    if (lost?.status !== 'cached') throw new Error('it is cached');
    rmSync(path.join(rig.cache, 'steps', lost.key.slice(0, 2), `${lost.key.slice(2)}.json`));
    expect(rig.causesOf([])).toEqual([
      'no longer in the cache: 1 cluster step runs; 1 label, 8 compare, 4 kindred, warnings, 4 table, 12 figure, page may run',
    ]);
    expect((await rig.run('exp.yaml')).ran).toEqual(['cluster/B@2/fc1/pca/kmeans']);
  });

  it('speaks from the command line in text and JSON, and at the head of a run', async () => {
    const cache = ['--cache', rig.cache];
    const nothing = await rig.pipeline('why', 'exp.yaml', ...cache);
    expect(nothing.stdout).toBe('nothing would run: all 91 steps are cached');
    const set = ['--set', 'compare.measures=[rand]', '--set', 'cluster.kmeans.k=4', '--set', 'reduce.pca.components=4'];
    const { stdout } = await rig.pipeline('why', 'exp.yaml', ...cache, ...set, '--json');
    const whole = JSON.parse(stdout);
    expect(whole).toMatchObject({
      comparedWith: 'small',
      causes: [
        {
          kind: 'field',
          field: 'reduce.pca.components',
          before: 8,
          after: 4,
          origin: { set: 'reduce.pca.components=4' },
          aliases: [],
          added: [],
          run: expect.arrayContaining(['reduce/A@1/conv1/pca']),
          mayRun: expect.arrayContaining(['cluster/A@1/conv1/pca/kmeans', 'page']),
          stoppedAt: [],
        },
        { field: 'cluster.kmeans.k', run: [] },
        {
          field: 'compare.measures',
          before: ['rand', 'adjustedRand'],
          after: ['rand'],
          mayRun: expect.arrayContaining(['warnings', 'page']),
        },
      ],
    });
    const step = await rig.pipeline('why', 'exp.yaml', 'label/A@1/fc1/pca/kmeans', ...cache, ...set, '--json');
    expect(JSON.parse(step.stdout)).toEqual({
      id: 'label/A@1/fc1/pca/kmeans',
      status: 'may run',
      comparedWith: { experiment: 'small', step: 'label/A@1/fc1/pca/kmeans' },
      reasons: [
        {
          kind: 'field',
          field: 'cluster.kmeans.k',
          before: 10,
          after: 4,
          origin: { set: 'cluster.kmeans.k=4' },
          added: [],
        },
      ],
      through: { assignments: ['cluster/A@1/fc1/pca/kmeans'] },
      stoppedBefore: [],
    });
    const only = ['--only', 'reduce/*', '--reporter', 'json'];
    const run = await rig.pipeline('run', 'exp.yaml', ...cache, ...set, ...only);
    const lines = run.stdout.split('\n').map((line) => JSON.parse(line));
    const [first, second] = lines.filter(({ type, outcome }) => type !== 'warning' && outcome !== 'cached');
    const [cause] = whole.causes;
    const causes = [{ ...cause, mayRun: [] }];
    expect(first).toEqual({ type: 'causes', comparedWith: 'small', isAnother: false, causes });
    expect(second).toMatchObject({ type: 'step', stage: 'reduce', outcome: 'ran' });
  });
});
