import { describe, expect, it } from 'vitest';
import { ENGINES } from '../../src/engines/catalogue.js';
import type { DatasetFacts } from '../../src/language/dataset-facts.js';
import { readExperiment } from '../../src/language/read.js';
import { typicalEstimator } from '../../src/runner/typical.js';
import type { StageName } from '../../src/stages/stage.js';
import { SMALL } from '../stories/rig.js';

const facts: DatasetFacts = {
  inputShape: [28, 28, 1],
  classNames: [...'abcdefghij'],
  train: Array(10).fill(6000),
  test: Array(10).fill(1000),
};

function secondsOf(text: string) {
  const read = readExperiment({ file: 'exp.yaml', text, facts: () => facts, engines: ENGINES });
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  const estimate = typicalEstimator(read.config, facts);
  return (stage: StageName, id = `${stage}/A@1`) => estimate({ id, stage }).seconds;
}

describe('what steps take by typical rates', () => {
  const seconds = secondsOf(SMALL);

  it('is some time for each step of a model, and unknown for what several share', () => {
    for (const stage of ['train', 'capture', 'reduce', 'cluster', 'label'] as const)
      expect(seconds(stage)).toBeGreaterThan(0);
    expect(seconds('dataset', 'dataset')).toBeUndefined();
    expect(seconds('compare', 'compare/models/hidden@1/pca/kmeans/labels/rand')).toBeUndefined();
  });

  it('grows with the samples, the network and the analysis', () => {
    expect(secondsOf(SMALL.replace('train: 500', 'train: 5000'))('train')).toBeGreaterThan(seconds('train') ?? 0);
    expect(secondsOf(SMALL.replace('units: 16', 'units: 512'))('train')).toBeGreaterThan(seconds('train') ?? 0);
    const more = secondsOf(SMALL.replace(/restarts: \d+/, 'restarts: 100'));
    expect(more('cluster')).toBeGreaterThan(seconds('cluster') ?? 0);
  });
});
