import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rig, SMALL } from './rig.js';

describe('nothing reruns but what changed', () => {
  const rig = new Rig();
  let first: Awaited<ReturnType<Rig['run']>>;

  beforeAll(async () => {
    rig.write('exp.yaml', SMALL);
    first = await rig.run('exp.yaml');
  });
  afterAll(() => rig.remove());

  it('the first run makes every result', () => {
    expect(first.stderr).toBe('');
    expect(first.exitCode).toBe(0);
    expect(first.withOutcome('failed')).toEqual([]);
    expect(first.stagesThatRan).toEqual([
      'capture',
      'cluster',
      'compare',
      'dataset',
      'figure',
      'kindred',
      'label',
      'page',
      'probe',
      'reduce',
      'table',
      'train',
      'warnings',
    ]);
    expect(rig.read('results/small/similarity.csv').split('\n')[0]).toBe(
      [
        'across,partition,reducer,clusterer,measure,layer,epoch,model,a,b,value,same.init,same.optimizer',
        ...['learningRate', 'momentum', 'beta1', 'beta2', 'epsilon'].map((param) => `same.optimizer.${param}`),
      ].join(','),
    );
    expect(rig.read('results/small/models.csv').split('\n').length).toBe(1 + 2 * 2 + 1);
    expect(rig.read('results/small/report.html')).toContain('<svg');
  });

  it('a second run finds everything in the cache', async () => {
    const before = rig.read('results/small/similarity.csv');
    const second = await rig.run('exp.yaml');
    expect(second.ran).toEqual([]);
    expect(second.finished?.cached).toBe(first.steps.size);
    expect(rig.read('results/small/similarity.csv')).toBe(before);
  });

  it('comments, formatting and written-out defaults rerun nothing', async () => {
    const edited = SMALL.replace('# a small experiment', '# edited').replace(
      'restarts: 2',
      'restarts: 2, maxIterations: 300',
    );
    rig.write('exp.yaml', `${edited}\n# the end\n`);
    expect((await rig.run('exp.yaml')).ran).toEqual([]);
  });

  it('another k reruns clustering and what follows', async () => {
    rig.write('exp.yaml', SMALL.replace('k: 10', 'k: 9'));
    expect((await rig.run('exp.yaml')).stagesThatRan).toEqual([
      'cluster',
      'compare',
      'figure',
      'kindred',
      'label',
      'page',
      'table',
      'warnings',
    ]);
  });

  it("another learning rate reruns that model's steps and none of the other's", async () => {
    rig.write('exp.yaml', SMALL.replace('learningRate: 0.02', 'learningRate: 0.03'));
    const { ran } = await rig.run('exp.yaml', '--only', 'compare/*');
    expect(ran).toContain('train/A@1');
    expect(ran).toContain('capture/A@2');
    expect(ran.filter((id) => id.includes('/B@'))).toEqual(ran.filter((id) => id.startsWith('compare/layers/B')));
    expect(ran.filter((id) => id.startsWith('compare/layers/B'))).toEqual([]);
  });

  it('another epoch trains just that epoch', async () => {
    rig.write(
      'exp.yaml',
      SMALL.replace('epochs: 2, batch', 'epochs: 3, batch').replace('epochs: [1, 2]', 'epochs: [1, 2, 3]'),
    );
    const { ran } = await rig.run('exp.yaml', '--only', 'reduce/*');
    expect(ran.filter((id) => id.startsWith('train/')).sort()).toEqual(['train/A@3', 'train/B@3']);
    expect(ran.filter((id) => id.startsWith('reduce/')).every((id) => id.includes('@3/'))).toBe(true);
  });

  it('another model trains that model only', async () => {
    const model = '  C: { architecture: tiny, init: 2, optimizer: sgd }\n';
    rig.write('exp.yaml', SMALL.replace('train: { epochs', `${model}train: { epochs`));
    const { ran } = await rig.run('exp.yaml', '--only', 'compare/*');
    expect(
      ran.filter((id) => /^(train|capture|reduce|cluster|label)\//.test(id)).every((id) => id.includes('/C@')),
    ).toBe(true);
    expect(ran).toContain('train/C@2');
  });

  it('a renamed model reruns only what shows the name', async () => {
    rig.write('exp.yaml', SMALL.replace('  A: {', '  Alpha: {'));
    expect((await rig.run('exp.yaml')).stagesThatRan).toEqual(['figure', 'page', 'table', 'warnings']);
    expect(rig.read('results/small/models.csv')).toContain('Alpha,1,');
  });

  it('neither do names of layers, the order of models, a schedule that has not begun, --jobs, --out and the reporter', async () => {
    const [a, b] = SMALL.split('\n').filter((line) => /^ {2}[AB]:/.test(line));
    const later = a.replace('learningRate: 0.02', 'learningRate: { step: { initial: 0.02, every: 2 } }');
    const edited = SMALL.replace(`${a}\n${b}`, `${b}\n${later}`)
      .replaceAll('conv1', 'window')
      .replaceAll('fc1', 'hidden');
    rig.write('exp.yaml', edited);
    const options = ['--jobs', '1', '--out', 'elsewhere', '--reporter', 'plain', '--cache', rig.cache];
    const { stdout } = await rig.pipeline('run', 'exp.yaml', ...options);
    expect(stdout).toContain('page: ran');
    expect(stdout).toMatch(/21 ran, 70 cached/);
    expect(rig.read('elsewhere/small/similarity.csv')).toContain(',window,1,,B,A,');
  });

  it('another captured layer is reduced, and what was captured before is not', async () => {
    rig.write('exp.yaml', SMALL.replace('[conv1, fc1]', '[conv1, fc1, logits]'));
    const { ran } = await rig.run('exp.yaml', '--only', 'reduce/*');
    expect(ran.filter((id) => id.startsWith('capture/'))).toHaveLength(4);
    expect(ran.filter((id) => id.startsWith('reduce/')).every((id) => id.includes('/logits/'))).toBe(true);
    expect(ran).toHaveLength(8);
  });

  it('plan says beforehand what a run does, and why says what differs', async () => {
    rig.write('exp.yaml', SMALL.replace('components: 8', 'components: 6'));
    const { stdout } = await rig.pipeline('plan', 'exp.yaml', '--json', '--cache', rig.cache);
    const planned = JSON.parse(stdout) as { steps: { id: string; status: string }[] };
    const status = new Map(planned.steps.map((step) => [step.id, step.status]));
    const why = await rig.pipeline('why', 'exp.yaml', 'reduce/A@1/conv1/pca', '--cache', rig.cache);
    expect(why.stdout).toContain('reduce.pca.components: 8 -> 6');
    expect(why.stdout).toContain('(exp.yaml:19:30)');
    const { steps } = await rig.run('exp.yaml', '--only', 'compare/*');
    for (const [id, { outcome }] of steps) {
      if (status.get(id) === 'run') expect([id, outcome]).toEqual([id, 'ran']);
      if (status.get(id) === 'cached') expect([id, outcome]).toEqual([id, 'cached']);
    }
    expect(planned.steps.filter((step) => step.status === 'run').every(({ id }) => id.startsWith('reduce/'))).toBe(
      true,
    );
  });
});
