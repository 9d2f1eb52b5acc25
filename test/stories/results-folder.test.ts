import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rig, SMALL } from './rig.js';

describe('the results folder is what run.json says', () => {
  const rig = new Rig();
  beforeAll(async () => {
    rig.write('exp.yaml', SMALL);
    await rig.run('exp.yaml');
    rig.write('results/small/notes.txt', 'mine');
  });
  afterAll(() => rig.remove());

  it('an experiment that asks for less leaves no figure of the one before, and nothing of the user is touched', async () => {
    const before = readdirSync(path.join(rig.folder, 'results/small/figures'));
    rig.write(
      'exp.yaml',
      SMALL.replace('[rand, adjustedRand], across: [models, layers]', '[adjustedRand], across: [models]'),
    );
    const { exitCode } = await rig.run('exp.yaml');
    expect(exitCode).toBe(0);
    const after = readdirSync(path.join(rig.folder, 'results/small/figures'));
    expect(after.length).toBeLessThan(before.length);
    expect(after.sort()).toEqual(figuresOf(rig.read('results/small/run.json')));
    expect(rig.read('results/small/notes.txt')).toBe('mine');
  });

  it('a failed run leaves no page that looks current', async () => {
    rig.write('exp.yaml', SMALL.replace(/learningRate: [\d.]+/, 'learningRate: 1e20').replace('seed: ', 'seed: 1'));
    const { exitCode } = await rig.run('exp.yaml');
    expect(exitCode).toBe(1);
    expect(existsSync(path.join(rig.folder, 'results/small/report.html'))).toBe(false);
    expect(existsSync(path.join(rig.folder, 'results/small/similarity.csv'))).toBe(false);
    expect(rig.read('results/small/notes.txt')).toBe('mine');
  });
});

function figuresOf(runJson: string): string[] {
  const { steps } = JSON.parse(runJson) as {
    steps: Record<string, { stage: string; artifacts: Record<string, string> }>;
  };
  const figures = Object.values(steps).filter(({ stage }) => stage === 'figure');
  return figures
    .flatMap(({ artifacts }) =>
      Object.keys(artifacts).flatMap((name) => (name.startsWith('figures/') ? name.slice('figures/'.length) : [])),
    )
    .sort();
}
