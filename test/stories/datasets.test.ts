import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { dump } from 'npyjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomFor } from '../../src/algorithms/random.js';
import { Rig } from './rig.js';

interface RunJson {
  readonly steps: Readonly<Record<string, { readonly artifacts: Readonly<Record<string, string>> }>>;
}

const artifactsOf = (rig: Rig, file: string) => (JSON.parse(rig.read(file)) as RunJson).steps;

describe('the shipped iris experiment', () => {
  const rig = new Rig();
  const table = readFileSync('experiments/data/iris.csv', 'utf8');
  beforeAll(() => cpSync('experiments', path.join(rig.folder, 'one'), { recursive: true }));
  afterAll(() => rig.remove());

  /** Fewer figures, which take the most time. */
  const few = ['capture.epochs=[20]', 'compare.measures=adjustedRand', 'compare.across=models'].flatMap((set) => [
    '--set',
    set,
  ]);

  it('learns the flowers, and names clusters by their species', async () => {
    const run = await rig.run('one/iris.yaml', ...few);
    expect({ stderr: run.stderr, exitCode: run.exitCode }).toEqual({ stderr: '', exitCode: 0 });
    const models = rig.read('results/iris/models.csv').trim().split('\n').slice(1);
    const last = models.map((line) => line.split(',')).filter(([, epoch]) => epoch === '20');
    expect(last).toHaveLength(6);
    for (const [, , , accuracy] of last) expect(Number(accuracy)).toBeGreaterThan(0.75);
    const labels = rig.read('results/iris/clusters.csv').trim().split('\n').slice(1);
    expect([...new Set(labels.map((line) => line.split(',')[5]))].sort()).toEqual([
      'setosa',
      'versicolor',
      'virginica',
    ]);
    expect(rig.read('results/iris/report.html')).toContain('<th scope="row">setosa</th><td class="number">6 (');
  });

  it('runs nothing again from another folder, and all of it when a flower changes', async () => {
    cpSync('experiments', path.join(rig.folder, 'two'), { recursive: true });
    expect((await rig.run('two/iris.yaml', ...few)).ran).toEqual([]);
    rig.write('two/data/iris.csv', table.replace('5.1,3.5', '5.2,3.5'));
    const why = await rig.pipeline('why', 'two/iris.yaml', 'dataset', '--cache', rig.cache);
    expect(why.stdout).toMatch(/dataset\.use\.csv\.file: \w+ -> \w+ \(two\/iris\.yaml:8:23\)/);
    expect((await rig.run('two/iris.yaml', '--only', 'train/wide-0@1')).ran).toEqual(['dataset', 'train/wide-0@1']);
  });

  it('says where the experiment and the table are wrong', async () => {
    rig.write('two/data/iris.csv', table.replace('4.7,3.2', '4.7,3..2'));
    const cell = await rig.pipeline('validate', 'two/iris.yaml');
    expect(cell.exitCode).toBe(2);
    expect(cell.stderr).toContain('two/iris.yaml:8:23: error bad-cell: ');
    expect(cell.stderr).toContain('iris.csv:4:5: `3..2` in column `sepal_width` is not a number');
    const column = await rig.pipeline('validate', 'one/iris.yaml', 'two/iris.yaml');
    expect(column.stdout).toBe('one/iris.yaml: ok');
    const experiment = rig.read('one/iris.yaml');
    const mistakes: readonly [from: string, to: string, code: string][] = [
      ['label: species', 'label: specie', '8:45: error unknown-column'],
      ['file: data/iris.csv', 'file: data/irs.csv', '8:23: error missing-dataset'],
      ['size: 60', 'size: 63', '10:29: error bad-probe: the probe has 63 samples, of which there are 60'],
      ['batchSize: 16', 'augment: { flip: true }', 'error bad-augment: samples that are no images'],
      ['{ csv: { file: data/iris.csv, label: species, test: 0.4 } }', 'csv', '8:8: error missing-parameters'],
    ];
    for (const [from, to, code] of mistakes) {
      rig.write('one/wrong.yaml', experiment.replace(from, to));
      const wrong = await rig.pipeline('validate', 'one/wrong.yaml');
      expect(wrong.stderr).toContain(code.startsWith('error') ? code : `one/wrong.yaml:${code}`);
    }
  });
});

const EXPERIMENT = `version: 1
name: patterns
seed: 3
dataset: { use: { numpy: { samples: patterns.npz/x, labels: patterns.npz/y, test: 0.25, classNames: [bars, stripes] } } }
architectures:
  tiny:
    - conv2d: { name: conv, filters: 4, kernelSize: 3, activation: relu }
    - flatten
    - dense: { name: logits, units: 2 }
models:
  A: { architecture: tiny, init: 0, optimizer: { adam: { learningRate: 0.01 } } }
  B: { architecture: tiny, init: 1, optimizer: { adam: { learningRate: 0.01 } } }
train: { epochs: 3, batchSize: 16 }
capture: { layers: [conv], epochs: [3] }
reduce: { pca: { components: 5 } }
compare: { measures: rand, across: models }
`;
const CHANGED = EXPERIMENT.replace(
  'batchSize: 16',
  'batchSize: 16, labelNoise: 0.1, augment: { shift: 1, flip: true }',
);

describe('arrays of NumPy', () => {
  const rig = new Rig();
  beforeAll(() => rig.write('patterns.npz', patterns(120)));
  afterAll(() => rig.remove());

  it('are learnt from a compressed archive; the probe takes all that there is', async () => {
    rig.write('exp.yaml', EXPERIMENT);
    const run = await rig.run('exp.yaml');
    expect({ stderr: run.stderr, exitCode: run.exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(rig.read('results/patterns/report.html')).toContain('30 probe samples of the test split');
    expect(rig.read('results/patterns/clusters.csv')).toMatch(/,conv,0,\d+,(bars|stripes),/);
    const models = rig.read('results/patterns/models.csv').trim().split('\n');
    expect(Number(models[3].split(',')[3])).toBeGreaterThan(0.9);
  });

  it('with label noise and augmentation train to the same bits whatever the jobs, straight or resumed', async () => {
    const models = ['--only', 'capture/*'];
    rig.write('changed.yaml', CHANGED);
    const straight = await rig.run('changed.yaml', '--jobs', '2', '--out', 'straight', ...models);
    expect(straight.ran.filter((id) => id.startsWith('train/')).sort()).toEqual(['train/A@3', 'train/B@3']);
    const other = new Rig();
    other.write('patterns.npz', patterns(120));
    other.write('changed.yaml', CHANGED);
    for (const epochs of [1, 2, 3]) {
      const sets = ['--set', `train.epochs=${epochs}`, '--set', `capture.epochs=[${epochs}]`];
      await other.run('changed.yaml', '--jobs', '1', ...sets, ...models);
    }
    const asked = (id: string) => /^(train|capture)\/.*@3$/.test(id);
    const stepsOf = (one: Rig, file: string) =>
      Object.entries(artifactsOf(one, file)).flatMap(([id, { artifacts }]) => (asked(id) ? [[id, artifacts]] : []));
    expect(stepsOf(other, 'results/patterns/run.json')).toEqual(stepsOf(rig, 'straight/patterns/run.json'));
    other.remove();
  });

  it('without them keep their keys, and each of them makes other weights', async () => {
    const weights = async (changes: string) => {
      rig.write('some.yaml', EXPERIMENT.replace('batchSize: 16', `batchSize: 16${changes}`));
      const out = `some${changes.replace(/\W/g, '')}`;
      const run = await rig.run('some.yaml', '--only', 'train/A@1', '--out', out);
      const { artifacts } = artifactsOf(rig, `${out}/patterns/run.json`)['train/A@1'];
      return { ran: run.ran, digest: artifacts['checkpoint.safetensors'] };
    };
    const plain = await weights(', labelNoise: 0, augment: { shift: 0 }');
    expect(plain.ran).toEqual([]);
    const digests = new Set([plain.digest]);
    for (const changes of [', labelNoise: 0.1', ', augment: { shift: 1 }', ', augment: { flip: true }']) {
      digests.add((await weights(changes)).digest);
    }
    expect(digests.size).toBe(4);
  });

  it('that are not finite fail the dataset step, at the place in the experiment file', async () => {
    const samples = new Float32Array(8 * 4).fill(1);
    samples[9] = Number.POSITIVE_INFINITY;
    rig.write('x.npy', new Uint8Array(dump(samples, [8, 4])));
    rig.write('y.npy', new Uint8Array(dump(Uint8Array.of(0, 1, 0, 1, 0, 1, 0, 1), [8])));
    const arrays = 'samples: x.npy, labels: y.npy';
    const text = EXPERIMENT.replace('samples: patterns.npz/x, labels: patterns.npz/y', arrays)
      .replace(/ {4}- conv2d.*\n {4}- flatten\n/, '    - dense: { name: conv, units: 5 }\n')
      .replace('batchSize: 16', 'batchSize: 4')
      .replace('components: 5', 'components: 2');
    rig.write('infinite.yaml', text);
    const { stderr, exitCode } = await rig.pipeline('run', 'infinite.yaml', '--cache', rig.cache);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^dataset: failed \(not-finite\): infinite\.yaml:4:37: .*x\.npy: value 1 of sample 2 is Infinity/m,
    );
  });
});

/** 8x8 images of upright bars (class 0) or level stripes (class 1), with noise. */
function patterns(count: number): Uint8Array {
  const random = randomFor('patterns');
  const labels = Uint8Array.from({ length: count }, (_, at) => at % 2);
  const samples = Uint8Array.from({ length: count * 64 }, (_, at) => {
    const [row, column] = [Math.floor(at / 8) % 8, at % 8];
    return ((labels[Math.floor(at / 64)] === 0 ? column : row) % 2) * 150 + random.below(100);
  });
  const npy = (array: Uint8Array, shape: number[]) => new Uint8Array(dump(array, shape));
  return zipSync({ 'x.npy': npy(samples, [count, 8, 8]), 'y.npy': npy(labels, [count]) });
}
