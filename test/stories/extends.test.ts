import { readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rig } from './rig.js';

const BASE = `version: 1
name: base
seed: 7
dataset: { use: { csv: { file: data/iris.csv, label: species, test: 0.4 } }, standardize: true }
probe: { size: 60 }
architectures:
  tiny:
    - dense: { name: first, units: 8, activation: relu }
    - dense: { name: logits, units: 3 }
models:
  A: { architecture: tiny, optimizer: { adam: { learningRate: 0.01 } } }
train: { epochs: 2, batchSize: 16 }
reduce: { pca: { components: 4 } }
cluster: { kmeans: { k: 3, restarts: 2 } }
`;

const WIDE = `extends: ../base.yaml
models:
  B: { architecture: tiny, init: 1, optimizer: sgd }
train: { epochs: 1 }
`;

describe('an experiment that extends another', () => {
  const rig = new Rig();
  const exp = 'variants/wide.yaml';

  beforeAll(async () => {
    rig.write('data/iris.csv', readFileSync('experiments/data/iris.csv'));
    rig.write('base.yaml', BASE);
    rig.write(exp, WIDE);
    const first = await rig.run(exp);
    expect([first.stderr, first.exitCode]).toEqual(['', 0]);
  });
  afterAll(() => rig.remove());

  it('has its own results, and nothing to do until any of its files changes', async () => {
    expect(rig.read('results/wide/models.csv').split('\n').slice(1, 3)).toEqual([
      expect.stringMatching(/^A,1,/),
      expect.stringMatching(/^B,1,/),
    ]);
    expect((await rig.run(exp)).ran).toEqual([]);
    rig.write('base.yaml', BASE.replace('k: 3', 'k: 4'));
    const why = await rig.pipeline('why', exp, '--cache', rig.cache);
    expect(why.stdout).toMatch(/^cluster\.kmeans\.k: 3 -> 4 \(base\.yaml:14:25\): 2 cluster steps run/m);
    expect((await rig.run(exp)).stagesThatRan).toContain('cluster');
    rig.write('base.yaml', `# a comment\n${BASE}`);
    expect((await rig.run(exp)).ran).toEqual([]);
    rig.write('base.yaml', BASE);
  });

  it('is the same as all of it in one file', async () => {
    const whole = BASE.replace('epochs: 2', 'epochs: 1')
      .replace('name: base', 'name: wide')
      .replace('train:', `${WIDE.split('\n')[2]}\ntrain:`);
    rig.write('whole.yaml', whole);
    expect((await rig.run('whole.yaml')).ran).toEqual([]);
  });

  it('shows which file each value comes from', async () => {
    const { stdout } = await rig.pipeline('show', exp, '--set', 'seed=8', '--cache', rig.cache);
    expect(stdout).toContain('seed: 8 # --set seed=8\n');
    expect(stdout).toContain('    init: 1 # variants/wide.yaml:3:34\n');
    expect(stdout).toContain('  epochs: 1 # variants/wide.yaml:4:18\n');
    expect(stdout).toContain('  batchSize: 16 # base.yaml:12:32\n');
    expect(stdout).toContain('    init: 0 # default\n');
  });

  it('is locked with all of its files, and reproduced without them', async () => {
    expect((await rig.pipeline('lock', exp, '--cache', rig.cache)).exitCode).toBe(0);
    const lock = JSON.parse(rig.read('variants/wide.lock.json')) as { experiment: { extended: object } };
    expect(lock.experiment.extended).toEqual({ '../base.yaml': BASE.split('\n') });
    rig.write('elsewhere/variants/wide.lock.json', rig.read('variants/wide.lock.json'));
    rig.write('elsewhere/data/iris.csv', rig.read('data/iris.csv'));
    const again = await rig.pipeline('reproduce', 'elsewhere/variants/wide.lock.json');
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^reproduced (\d+) of \1 digests$/m) });
    rig.write('base.yaml', BASE.replace('seed: 7', 'seed: 8'));
    const drifted = await rig.pipeline('run', exp, '--locked', '--cache', rig.cache);
    expect(drifted).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('  seed: 7 -> 8 (base.yaml:3:7)') });
    rig.write('base.yaml', BASE);
  });

  it('reaches no file but YAML, and none outside of the project', async () => {
    rig.write('variants/notes.txt', 'a secret');
    symlinkSync('notes.txt', path.join(rig.folder, 'variants/link.yaml'));
    for (const name of ['notes.txt', 'link.yaml']) {
      rig.write('variants/hostile.yaml', `extends: ${name}`);
      const { stderr, exitCode } = await rig.pipeline('validate', 'variants/hostile.yaml');
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/^variants\/hostile\.yaml:1:10: error bad-extends: `variants\/.*` is no YAML file/);
      expect(stderr).not.toContain('secret');
    }
    rig.write('variants/package.json', '{}');
    const outside = await rig.pipeline('validate', exp);
    expect(outside).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is outside of the project') });
  });
});
