import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rig } from './rig.js';

/** Three clear classes, and another experiment on them in each story. */
const TABLE = [
  'x,y,class',
  ...Array.from({ length: 90 }, (_, i) => `${(i % 3) * 2 + (i % 7) / 10},${(i % 5) / 10},${'abc'[i % 3]}`),
];

const DEAD = `version: 1
name: dead
seed: 3
dataset: { use: { csv: { file: table.csv, label: class, test: 0.4 } }, standardize: true }
probe: { split: test, size: 36 }
architectures:
  net: [{ dense: { name: h, units: 4, activation: relu } }, { dense: { units: 3 } }]
  thin: [{ dense: { units: 1, activation: relu } }, { dense: { name: h, units: 2, activation: relu } }, { dense: { units: 3 } }]
models:
  good: { architecture: net, init: 0, optimizer: { adam: { learningRate: 0.05 } } }
  dead: { architecture: thin, init: 18, optimizer: { sgd: { learningRate: 0.01 } } }
train: { epochs: 8, batchSize: 9 }
reduce: { pca: { components: 2 } }
cluster: { kmeans: { k: 3, restarts: 2 } }
compare: { across: [models], measures: [adjustedRand] }
`;

interface WarningLine {
  readonly type: string;
  readonly code: string;
  readonly at?: string;
  readonly models?: readonly string[];
}

describe('warnings', () => {
  const rig = new Rig();
  const warningLines = (stdout: string) =>
    stdout
      .split('\n')
      .filter((line) => line.startsWith('{"type":"warning"'))
      .map((line) => JSON.parse(line) as WarningLine);
  const runIt = (...args: string[]) => rig.pipeline('run', 'dead.yaml', '--cache', rig.cache, ...args);

  beforeAll(() => {
    rig.write('table.csv', `${TABLE.join('\n')}\n`);
    rig.write('dead.yaml', DEAD);
  });
  afterAll(() => rig.remove());

  it('are told by validate and plan as far as they are known, beside what is printed', async () => {
    const place =
      'dead.yaml:9:1: warning few-models: two models have one value of agreement, and nothing to compare it with';
    const valid = await rig.pipeline('validate', 'dead.yaml');
    expect([valid.exitCode, valid.stdout]).toEqual([0, 'dead.yaml: ok']);
    expect(valid.stderr).toContain(place);
    const plan = await rig.pipeline('plan', 'dead.yaml', '--json', '--cache', rig.cache);
    expect(plan.stderr).toContain(place);
    expect(JSON.parse(plan.stdout)).toMatchObject({ warnings: [{ code: 'few-models', path: ['models'] }] });
  });

  it('of a dead model are in the terminal, before the first step and at the end, in run.json and above the page', async () => {
    const { stderr, stdout, exitCode } = await runIt('--reporter', 'plain');
    expect(exitCode).toBe(0);
    expect(stderr.match(/warning few-models/g)).toHaveLength(2);
    expect(stderr.match(/warning chance-level: dead \(33\.3 %\) has learnt next to nothing by epoch 8/g)).toHaveLength(
      1,
    );
    expect(stderr).toMatch(/warning dead-layer: layers that give the same for every probe sample: dead@8\/h;/);
    expect(stdout).toMatch(/ran, .*\nresults: /);
    const { warnings } = JSON.parse(rig.read('results/dead/run.json')) as { warnings: WarningLine[] };
    expect(warnings.map(({ code }) => code)).toEqual(['few-models', 'chance-level', 'dead-layer']);
    const page = rig.read('results/dead/report.html');
    expect(page.indexOf('chance-level')).toBeLessThan(page.indexOf('kindred</h2>'));
    expect(page).toMatch(/<b>dead<\/b>.*chance-level, dead-layer/);
    expect(page).toMatch(/<b>good<\/b> <small>[^<]*<\/small>[^ ]/);
  });

  it('are told again, each once, by a run that has nothing to do', async () => {
    const told = warningLines((await runIt('--reporter', 'json')).stdout);
    expect(told.map(({ code }) => code)).toEqual(['few-models', 'chance-level', 'dead-layer']);
    expect(told[0].at).toBe('dead.yaml:9:1');
    expect(told[1].models).toEqual(['dead']);
    const { stderr } = await runIt('--reporter', 'plain');
    expect(stderr.match(/warning /g)).toHaveLength(3);
  });

  it('are in the record of the step that they are about, with what it found', async () => {
    const show = async (id: string) => {
      const { stdout } = await rig.pipeline('show', 'dead.yaml', id, '--cache', rig.cache);
      return JSON.parse(stdout) as { warnings: WarningLine[]; documents: Readonly<Record<string, unknown>> };
    };
    const capture = await show('capture/dead@8');
    expect(capture.documents).toEqual({ 'layers.json': { dense2: { units: 2, dead: 2 } } });
    expect(capture.warnings.map(({ code }) => code)).toEqual(['dead-layer']);
    const cluster = await show('cluster/dead@8/h/pca/kmeans');
    expect(cluster.documents).toMatchObject({ 'fitted.json': { empty: 2, distinct: 1, converged: true } });
    expect(cluster.warnings.map(({ code }) => code)).toEqual(['dead-layer']);
  });
});
