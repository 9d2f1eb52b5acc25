import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINES } from '../../src/engines/catalogue.js';
import { Rig, SMALL } from './rig.js';

/** What `plan --json` and run.json say about engines. */
interface Used {
  readonly name: string;
  readonly digest: string;
  readonly models: readonly string[];
}

const MIXED = SMALL.replace('A: { architecture: tiny,', 'A: { architecture: tiny, engine: tfjs-node,');

describe('an experiment chooses its engines', () => {
  const rig = new Rig();
  const planned = async (file: string) => {
    const { stdout } = await rig.pipeline('plan', file, '--cache', rig.cache, '--json');
    return (JSON.parse(stdout) as { readonly engines: readonly Used[] }).engines;
  };
  afterAll(() => rig.remove());

  it('auto is simd for small networks; to name it changes nothing but the report, which shows the experiment', async () => {
    rig.write('exp.yaml', SMALL);
    expect((await rig.run('exp.yaml')).exitCode).toBe(0);
    expect(await planned('exp.yaml')).toMatchObject([{ name: 'simd', models: ['A', 'B'] }]);
    rig.write('exp.yaml', `${SMALL}engine: simd\n`);
    expect((await rig.run('exp.yaml')).ran).toEqual(['warnings', 'page']);
    const run = JSON.parse(rig.read('results/small/run.json')) as { readonly engines: readonly Used[] };
    expect(run.engines).toEqual(await planned('exp.yaml'));
  });

  if (ENGINES['tfjs-node'].missing() === undefined) {
    describe('with tfjs-node', () => {
      let mixed: Awaited<ReturnType<Rig['run']>>;
      beforeAll(async () => {
        rig.write('exp.yaml', MIXED);
        mixed = await rig.run('exp.yaml');
      });

      it('each model is trained by its own engine, and the others are not trained again', async () => {
        expect([mixed.stderr, mixed.exitCode]).toEqual(['', 0]);
        expect(mixed.ran).toEqual(expect.arrayContaining(['train/A@1', 'train/A@2', 'capture/A@2', 'page']));
        expect(mixed.ran.filter((id) => /^(train|capture)\/B/.test(id))).toEqual([]);
        expect(await planned('exp.yaml')).toMatchObject([
          { name: 'tfjs-node', models: ['A'] },
          { name: 'simd', models: ['B'] },
        ]);
        expect(rig.read('results/small/report.html')).toMatch(/engines tfjs-node 4\.22\.0.* \(A\); simd \d+ \(B\)/);
      });

      it('both engines train the same network alike', async () => {
        const accuracyOf = (file: string) =>
          file
            .split('\n')
            .filter((line) => line.startsWith('A,2,'))
            .map((line) => Number(line.split(',')[3]));
        const native = accuracyOf(rig.read('results/small/models.csv'));
        rig.write('exp.yaml', SMALL);
        await rig.run('exp.yaml');
        const simd = accuracyOf(rig.read('results/small/models.csv'));
        expect(native[0]).toBeCloseTo(simd[0], 2);
      });

      it('epochs go on from where they were, bit for bit', async () => {
        const longer = MIXED.replace('epochs: 2, batch', 'epochs: 3, batch');
        rig.write('exp.yaml', longer);
        const resumed = await rig.run('exp.yaml', '--only', 'train/A@3');
        expect(resumed.ran).toEqual(['train/A@3']);
        const straight = await rig.run('exp.yaml', '--only', 'train/A@*', '--force', 'train/A@*');
        expect([straight.exitCode, straight.stderr]).toEqual([0, '']);
        expect(straight.ran).toEqual(expect.arrayContaining(['train/A@1', 'train/A@2', 'train/A@3']));
      });

      it('where it cannot be loaded, its steps fail and say so, and doctor says why', async () => {
        const bare = new Rig(rig.cache, { NODE_OPTIONS: '--no-addons' });
        bare.write('exp.yaml', MIXED.replace('seed: 7', 'seed: 8'));
        const { steps, exitCode } = await bare.run('exp.yaml', '--only', 'train/*');
        expect(exitCode).toBe(1);
        expect(steps.get('train/A@1')?.failure?.code).toBe('engine-does-not-load');
        expect(steps.get('train/B@2')?.outcome).toBe('ran');
        const { stdout } = await bare.pipeline('doctor', '--cache', rig.cache);
        expect(stdout).toMatch(/tfjs-node {2}broken .*\n.*loading addons is disabled/);
        bare.remove();
      });
    });
  }
});
