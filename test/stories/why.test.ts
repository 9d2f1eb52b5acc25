import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { causeText } from '../../src/cli/text/cause.js';
import { prepare } from '../../src/cli/prepare.js';
import { sceneOf } from '../../src/cli/scene.js';
import { stepLines } from '../../src/cli/text/step.js';
import { Rig, SMALL } from './rig.js';

/** The small experiment with an architecture that no model has yet. */
const EXPERIMENT = SMALL.replace(
  'models:\n',
  `  other:
    - conv2d: { name: conv1, filters: 6, kernelSize: 3, strides: 2, activation: relu }
    - flatten
    - dense: { name: fc1, units: 16, activation: relu }
    - dense: { name: logits, units: 10 }
models:
`,
);

type Edit = readonly [from: string | RegExp, to: string];

describe('why', () => {
  const rig = new Rig();

  beforeAll(async () => {
    rig.write('exp.yaml', EXPERIMENT);
    expect((await rig.run('exp.yaml')).exitCode).toBe(0);
  });
  afterAll(() => rig.remove());

  function sceneAfter(edits: readonly Edit[], set: readonly string[] = []) {
    const text = edits.reduce((before, [from, to]) => {
      const after = before.replace(from, to);
      if (after === before) throw new Error(`no ${from}`);
      return after;
    }, EXPERIMENT);
    rig.write('edited.yaml', text);
    const prepared = prepare(path.join(rig.folder, 'edited.yaml'), { set: [...set], cache: rig.cache });
    if (prepared === undefined) throw new Error('the edited experiment is wrong');
    return sceneOf(prepared, prepared.steps, () => false);
  }

  const told = (lines: readonly string[]) => lines.map((line) => line.replaceAll(`${rig.folder}/`, ''));
  const causesOf = (edits: readonly Edit[], set?: readonly string[]) =>
    told(sceneAfter(edits, set).explanation.causes().map(causeText));

  const ALL = '8 label, 32 compare, 4 kindred, report may run';
  const FROM_A = '2 capture, 4 reduce, 4 cluster, 4 label, 24 compare, 4 kindred, report may run';
  const FROM_TRAIN = '4 capture, 8 reduce, 8 cluster, 8 label, 32 compare, 4 kindred, report may run';

  const EDITS: readonly [what: string, edits: readonly Edit[], causes: readonly string[]][] = [
    ['nothing', [], []],
    ['k', [['k: 10', 'k: 9']], [`cluster.kmeans.k: 10 -> 9 (edited.yaml:25:25): 8 cluster steps run; ${ALL}`]],
    [
      "a model's learning rate",
      [['learningRate: 0.02', 'learningRate: 0.03']],
      [`models.A.optimizer.momentum.learningRate: 0.02 -> 0.03 (edited.yaml:20:76): 2 train steps run; ${FROM_A}`],
    ],
    [
      'a field of a layer',
      [['filters: 4', 'filters: 5']],
      [`architectures.tiny[0].conv2d.filters: 4 -> 5 (edited.yaml:9:39): 4 train steps run; ${FROM_TRAIN}`],
    ],
    [
      'a layer put in',
      [['    - flatten', '    - dropout: { rate: 0.5 }\n    - flatten']],
      [
        `architectures.tiny[2]: (nothing) -> dropout { rate: 0.5 } (edited.yaml:11:7): 4 train steps run; ${FROM_TRAIN}`,
      ],
    ],
    [
      'a layer taken out',
      [[/ {4}- maxPooling2d.*\n/, '']],
      [
        `architectures.tiny[1]: maxPooling2d { poolSize: [2, 2], strides: [2, 2], padding: valid } -> (nothing) (edited.yaml:10:7): 4 train steps run; ${FROM_TRAIN}`,
      ],
    ],
    [
      'the optimizer',
      [['adam: { learningRate: 0.002 }', 'sgd: {}']],
      [`models.B.optimizer: adam -> sgd (edited.yaml:21:37): 2 train steps run; ${FROM_A}`],
    ],
    [
      'the architecture',
      [['A: { architecture: tiny', 'A: { architecture: other']],
      [`models.A.architecture: tiny -> other (edited.yaml:20:22): 2 train steps run; ${FROM_A}`],
    ],
    [
      'a schedule',
      [['learningRate: 0.02', 'learningRate: { step: { initial: 0.02, every: 1 } }']],
      [
        'models.A.optimizer.momentum.learningRate: 0.02 -> step { initial: 0.02, factor: 0.1, every: 1 } (edited.yaml:20:62): 1 train step runs; 1 capture, 2 reduce, 2 cluster, 2 label, 12 compare, 4 kindred, report may run',
      ],
    ],
    [
      'the seed',
      [['seed: 7', 'seed: 8']],
      [`seed: 7 -> 8 (edited.yaml:4:7): dataset runs; probe, 4 train, ${FROM_TRAIN}`],
    ],
    [
      'the probe',
      [['split: test', 'split: train']],
      [`probe.split: test -> train (edited.yaml:6:17): probe runs; ${FROM_TRAIN}`],
    ],
    [
      'a field left to its default',
      [
        ['k: 10, ', ''],
        ['momentum: 0.9', ''],
      ],
      [],
    ],
    [
      'a default, and another',
      [
        ['restarts: 2', ''],
        ['seed: 7\n', ''],
      ],
      [
        `seed: 7 -> 0 (default): dataset runs; probe, 4 train, ${FROM_TRAIN}`,
        `cluster.kmeans.restarts: 2 -> 10 (default): 8 cluster, ${ALL}`,
      ],
    ],
    [
      'more epochs',
      [
        ['epochs: 2,', 'epochs: 4,'],
        ['[1, 2]', '[1, 2, 4]'],
      ],
      [
        'train.epochs: 2 -> 4 (edited.yaml:22:18): 4 train steps run; report may run',
        'capture.epochs: [1, 2] -> [1, 2, 4] (edited.yaml:23:34): 2 capture, 4 reduce, 4 cluster, 4 label, 16 compare, 4 kindred, report may run',
      ],
    ],
    [
      'another model',
      [['train: { epochs', '  C: { architecture: tiny, init: 3, optimizer: sgd }\ntrain: { epochs']],
      [`models.C is new (edited.yaml:22:3): 2 train steps run; ${FROM_A}`],
    ],
    [
      'a model less',
      [[/ {2}B: .*\n/, '']],
      ['models: [A, B] -> [A] (edited.yaml:19:1): 16 compare steps run; report may run'],
    ],
    ['a model renamed', [['  A: {', '  Alpha: {']], ['models: [A, B] -> [Alpha, B] (edited.yaml:19:1): report runs']],
    [
      'a model renamed, and k',
      [
        ['  A: {', '  Alpha: {'],
        ['k: 10', 'k: 9'],
      ],
      [
        `cluster.kmeans.k: 10 -> 9 (edited.yaml:25:25): 8 cluster steps run; ${ALL}`,
        'models: [A, B] -> [Alpha, B] (edited.yaml:19:1): report may run',
      ],
    ],
    [
      'a model that becomes like another, whose steps are all there',
      [
        [
          'init: 0, optimizer: { momentum: { learningRate: 0.02, momentum: 0.9 } }',
          'init: 1, optimizer: { adam: { learningRate: 0.002 } }',
        ],
      ],
      [
        'models.A.optimizer: momentum -> adam (edited.yaml:20:37): 16 compare steps run; 4 kindred, report may run',
        'models.A.init: 0 -> 1 (edited.yaml:20:34): 16 compare steps run; 4 kindred, report may run',
      ],
    ],
    [
      'a captured layer for another',
      [['layers: [conv1, fc1]', 'layers: [conv1, logits]']],
      [
        'capture.layers: [conv1, fc1] -> [conv1, logits] (edited.yaml:23:12): 4 capture steps run; 8 reduce, 8 cluster, 8 label, 32 compare, 4 kindred, report may run',
      ],
    ],
    [
      'captured layers in another order',
      [['layers: [conv1, fc1]', 'layers: [fc1, conv1]']],
      [
        'capture.layers: [conv1, fc1] -> [fc1, conv1] (edited.yaml:23:12): 16 compare, 4 kindred steps run; report may run',
      ],
    ],
    [
      'another reducer',
      [['reduce: { pca: { components: 8 } }', 'reduce: [pca: { components: 8 }, pca: { components: 5 }]']],
      [`reduce[1]: pca(components=5) is new (edited.yaml:24:34): 8 reduce steps run; 8 cluster, ${ALL}`],
    ],
    [
      'a measure less',
      [['[rand, adjustedRand]', 'rand']],
      ['compare.measures: [rand, adjustedRand] -> [rand] (edited.yaml:26:22): report runs'],
    ],
    [
      'two fields of one step',
      [
        ['k: 10', 'k: 9'],
        ['restarts: 2', 'restarts: 3'],
      ],
      [
        `cluster.kmeans.k: 10 -> 9 (edited.yaml:25:25): 8 cluster steps run; ${ALL}`,
        `cluster.kmeans.restarts: 2 -> 3 (edited.yaml:25:38): 8 cluster steps run; ${ALL}`,
      ],
    ],
    [
      'two stages',
      [
        ['k: 10', 'k: 9'],
        ['learningRate: 0.02', 'learningRate: 0.03'],
      ],
      [
        `models.A.optimizer.momentum.learningRate: 0.02 -> 0.03 (edited.yaml:20:76): 2 train steps run; ${FROM_A}`,
        'cluster.kmeans.k: 10 -> 9 (edited.yaml:25:25): 4 cluster steps run; 4 cluster, 8 label, 32 compare, 4 kindred, report may run',
      ],
    ],
  ];

  for (const [what, edits, causes] of EDITS)
    it(`tells the field, its line and all that it reaches: ${what}`, () => {
      expect(causesOf(edits)).toEqual(causes);
    });

  it('says what --set gave', () => {
    expect(causesOf([], ['cluster.kmeans.k=8'])).toEqual([
      `cluster.kmeans.k: 10 -> 8 (--set cluster.kmeans.k=8): 8 cluster steps run; ${ALL}`,
    ]);
  });

  it('shows one step in detail, with the steps through which a change reaches it', () => {
    const scene = sceneAfter([
      ['k: 10', 'k: 9'],
      ['learningRate: 0.02', 'learningRate: 0.03'],
    ]);
    expect(told(stepLines(scene, 'compare/models/fc1@2/pca/kmeans/labels/rand'))).toEqual(
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
    const scene = sceneAfter([
      ['name: small', 'name: bigger'],
      ['  A: {', '  Alpha: {'],
      ['k: 10', 'k: 9'],
    ]);
    expect(scene).toMatchObject({ comparedWith: 'small', isAnother: true });
    expect(told(stepLines(scene, 'cluster/Alpha@1/fc1/pca/kmeans'))).toEqual([
      'cluster/Alpha@1/fc1/pca/kmeans runs',
      '  compared with cluster/A@1/fc1/pca/kmeans of experiment small',
      '  cluster.kmeans.k: 10 -> 9 (edited.yaml:25:25)',
    ]);
    const other = sceneAfter([
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
    const scene = sceneAfter([['train: 500', 'train: 600']]);
    expect(told(scene.explanation.causes().map(causeText))).toEqual([
      `dataset.train: 500 -> 600 (edited.yaml:5:39): 4 train steps run; ${FROM_TRAIN}; stopped at probe: the same bytes as before`,
    ]);
    expect(told(stepLines(scene, 'probe'))).toEqual([
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
    const lost = sceneAfter([]).forecasts.get('cluster/B@2/fc1/pca/kmeans');
    if (lost?.status !== 'cached') throw new Error('it is cached');
    rmSync(path.join(rig.cache, 'steps', lost.key.slice(0, 2), `${lost.key.slice(2)}.json`));
    expect(causesOf([])).toEqual([
      'no longer in the cache: 1 cluster step runs; 1 label, 8 compare, 4 kindred, report may run',
    ]);
    expect((await rig.run('exp.yaml')).ran).toEqual(['cluster/B@2/fc1/pca/kmeans']);
  });

  it('speaks from the command line in text and JSON, and at the head of a run', async () => {
    const cache = ['--cache', rig.cache];
    const nothing = await rig.pipeline('why', 'exp.yaml', ...cache);
    expect(nothing.stdout).toBe('nothing would run: all 71 steps are cached');
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
          mayRun: expect.arrayContaining(['cluster/A@1/conv1/pca/kmeans', 'report']),
          stoppedAt: [],
        },
        { field: 'cluster.kmeans.k', run: [] },
        { field: 'compare.measures', before: ['rand', 'adjustedRand'], after: ['rand'], mayRun: ['report'] },
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
    const [first, second] = lines.filter(({ outcome }) => outcome !== 'cached');
    const [cause] = whole.causes;
    const causes = [{ ...cause, mayRun: [] }];
    expect(first).toEqual({ type: 'causes', comparedWith: 'small', isAnother: false, causes });
    expect(second).toMatchObject({ type: 'step', stage: 'reduce', outcome: 'ran' });
  });
});
