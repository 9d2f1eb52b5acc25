import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL, type Edit, FROM_A, FROM_TRAIN, WhyRig } from './why-rig.js';

describe('why, after an edit', () => {
  const rig = new WhyRig();
  beforeAll(() => rig.runExperiment());
  afterAll(() => rig.remove());

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
        'models.A.optimizer.momentum.learningRate: 0.02 -> step { initial: 0.02, factor: 0.1, every: 1 } (edited.yaml:20:62): 1 train step runs; 1 capture, 2 reduce, 2 cluster, 2 label, 12 compare, 4 kindred, warnings, 5 table, 14 figure, page may run',
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
      [`probe.split: test -> train (edited.yaml:6:17): probe runs; 4 capture, 8 reduce, 8 cluster, ${ALL}`],
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
        'train.epochs: 2 -> 4 (edited.yaml:22:18): 4 train steps run; warnings, 2 table, 14 figure, page may run',
        'capture.epochs: [1, 2] -> [1, 2, 4] (edited.yaml:23:34): 2 capture, 4 reduce, 4 cluster, 4 label, 16 compare, 4 kindred, warnings, 4 table, 12 figure, page may run',
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
      [
        'models: [A, B] -> [A] (edited.yaml:19:1): 16 compare, warnings, 4 table, 6 figure steps run; 1 table, 4 figure, page may run',
      ],
    ],
    [
      'a model renamed',
      [['  A: {', '  Alpha: {']],
      ['models: [A, B] -> [Alpha, B] (edited.yaml:19:1): warnings, 5 table, 14 figure steps run; page may run'],
    ],
    [
      'a model renamed, and k',
      [
        ['  A: {', '  Alpha: {'],
        ['k: 10', 'k: 9'],
      ],
      [
        `cluster.kmeans.k: 10 -> 9 (edited.yaml:25:25): 8 cluster steps run; ${ALL}`,
        'models: [A, B] -> [Alpha, B] (edited.yaml:19:1): 1 table, 2 figure steps run; warnings, page may run',
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
        'models.A.optimizer: momentum -> adam (edited.yaml:20:37): 16 compare, warnings, 3 table, 6 figure steps run; 4 kindred, 2 table, 8 figure, page may run',
        'models.A.init: 0 -> 1 (edited.yaml:20:34): 16 compare, warnings, 3 table, 6 figure steps run; 4 kindred, 2 table, 8 figure, page may run',
      ],
    ],
    [
      'a captured layer for another',
      [['layers: [conv1, fc1]', 'layers: [conv1, logits]']],
      [
        'capture.layers: [conv1, fc1] -> [conv1, logits] (edited.yaml:23:12): 4 capture steps run; 8 reduce, 8 cluster, 8 label, 32 compare, 4 kindred, warnings, 4 table, 12 figure, page may run',
      ],
    ],
    [
      'captured layers in another order',
      [['layers: [conv1, fc1]', 'layers: [fc1, conv1]']],
      [
        'capture.layers: [conv1, fc1] -> [fc1, conv1] (edited.yaml:23:12): 16 compare, warnings, 2 table, 4 figure, 4 kindred steps run; 2 table, 8 figure, page may run',
      ],
    ],
    [
      'another reducer',
      [['reduce: { pca: { components: 8 } }', 'reduce: [pca: { components: 8 }, pca: { components: 5 }]']],
      [
        `reduce[1]: pca(components=5) is new (edited.yaml:24:34): 8 reduce steps run; 8 cluster, ${ALL}`,
        'reduce: [pca] -> [pca(components=8), pca(components=5)] (edited.yaml:24:1): 12 figure steps run; warnings, page may run',
      ],
    ],
    [
      'a measure less',
      [['[rand, adjustedRand]', 'rand']],
      [
        'compare.measures: [rand, adjustedRand] -> [rand] (edited.yaml:26:22): warnings, 2 table steps run; page may run',
      ],
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
        'cluster.kmeans.k: 10 -> 9 (edited.yaml:25:25): 4 cluster steps run; 4 cluster, 8 label, 32 compare, 4 kindred, warnings, 4 table, 12 figure, page may run',
      ],
    ],
  ];

  for (const [what, edits, causes] of EDITS)
    it(`tells the field, its line and all that it reaches: ${what}`, () => {
      expect(rig.causesOf(edits)).toEqual(causes);
    });

  it('says what --set gave', () => {
    expect(rig.causesOf([], ['cluster.kmeans.k=8'])).toEqual([
      `cluster.kmeans.k: 10 -> 8 (--set cluster.kmeans.k=8): 8 cluster steps run; ${ALL}`,
    ]);
  });
});
