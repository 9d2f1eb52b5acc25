import { cpSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Draft, drafts, edited, edits, textOf } from './random-experiment.js';
import { Rig, SMALL } from './rig.js';

interface PlannedStep {
  readonly id: string;
  readonly status: 'run' | 'may run' | 'cached';
  readonly key?: string;
  readonly because?: readonly string[];
}

interface RunJson {
  readonly steps: Readonly<Record<string, { readonly key: string }>>;
}

const OUTCOMES: Readonly<Record<PlannedStep['status'], readonly string[]>> = {
  run: ['ran'],
  'may run': ['ran', 'cached'],
  cached: ['cached'],
};

describe('a plan', () => {
  const prepared = new Rig();
  beforeAll(async () => {
    const [draft] = fc.sample(drafts, 1);
    prepared.write('exp.yaml', textOf(draft));
    await prepared.run('exp.yaml', '--only', 'dataset');
  });
  afterAll(() => prepared.remove());

  it('foretells what each run does to every step, whatever was edited before', async () => {
    await fc.assert(
      fc.asyncProperty(drafts, fc.array(edits, { minLength: 2, maxLength: 2 }), async (first, changes) => {
        const rig = new Rig();
        cpSync(prepared.cache, rig.cache, { recursive: true });
        let draft: Draft = first;
        await planAndRun(rig, draft, '--only', 'compare/*');
        for (const change of changes) {
          draft = edited(draft, change);
          await planAndRun(rig, draft);
        }
        expect((await planned(rig)).filter(({ status }) => status !== 'cached')).toEqual([]);
        rig.remove();
      }),
      { numRuns: 8, endOnFailure: true },
    );
  }, 240_000);

  it('knows that of two models which differ only in name one is trained, and the run says nothing of waiting', async () => {
    const rig = new Rig();
    cpSync(prepared.cache, rig.cache, { recursive: true });
    const model = 'architecture: tiny, init: 0, optimizer: sgd';
    rig.write('exp.yaml', SMALL.replace(/^ {2}A: .*\n {2}B: .*$/m, `  A: { ${model} }\n  B: { ${model} }`));
    const statusOf = new Map((await planned(rig)).map(({ id, status }) => [id, status]));
    expect([statusOf.get('train/A@1'), statusOf.get('train/B@1')]).toEqual(['run', 'may run']);
    const why = await rig.pipeline('why', 'exp.yaml', 'train/B@1', '--cache', rig.cache);
    expect(why.stdout).toContain('train/B@1 may run: it is the same as train/A@1, and is spared if that succeeds');
    const { steps, stderr } = await rig.run('exp.yaml', '--jobs', '2');
    expect([steps.get('train/A@1')?.outcome, steps.get('train/B@1')?.outcome].sort()).toEqual(['cached', 'ran']);
    expect(stderr).toBe('');
    rig.remove();
  });
});

/** Plans, runs, and compares what they say of each step. */
async function planAndRun(rig: Rig, draft: Draft, ...args: string[]): Promise<void> {
  rig.write('exp.yaml', textOf(draft));
  const whole = await planned(rig);
  const { steps, exitCode, stderr } = await rig.run('exp.yaml', '--jobs', '2', ...args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const plan = whole.filter(({ id }) => args.length === 0 || steps.has(id));
  expect([...steps.keys()].sort()).toEqual(plan.map(({ id }) => id).sort());
  const { steps: recorded } = JSON.parse(rig.read('results/random/run.json')) as RunJson;
  const statusOf = new Map(plan.map(({ id, status }) => [id, status]));
  for (const { id, status, key, because } of plan) {
    const outcome = steps.get(id)?.outcome;
    expect({ id, status, outcome: OUTCOMES[status].find((one) => one === outcome) }).toEqual({ id, status, outcome });
    if (key !== undefined) expect({ id, key: recorded[id].key }).toEqual({ id, key });
    for (const cause of because ?? []) expect([id, cause, statusOf.get(cause)]).not.toContain('cached');
  }
}

async function planned(rig: Rig): Promise<PlannedStep[]> {
  const { stdout, stderr } = await rig.pipeline('plan', 'exp.yaml', '--json', '--cache', rig.cache);
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as { steps: PlannedStep[] }).steps;
}
