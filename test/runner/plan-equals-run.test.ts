import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepare } from '../../src/cli/prepare.js';
import { forecastRun } from '../../src/runner/forecast.js';
import { type Place, plannedIn, runIn } from './in-process.js';
import { type Draft, drafts, edited, edits, tableText, textOf } from './random-experiment.js';

interface RunJson {
  readonly steps: Readonly<Record<string, { readonly key: string }>>;
}

const OUTCOMES = { run: ['ran'], 'may run': ['ran', 'cached'], cached: ['cached'] } as const;

describe('a plan', () => {
  it('foretells what each run does to every step, whatever was edited before', async () => {
    await fc.assert(
      fc.asyncProperty(drafts, fc.array(edits, { minLength: 3, maxLength: 3 }), async (first, changes) => {
        const folder = mkdtempSync(path.join(tmpdir(), 'kindred-plan-'));
        const place = { file: path.join(folder, 'exp.yaml'), cache: path.join(folder, 'cache'), out: folder };
        writeFileSync(path.join(folder, 'data.csv'), tableText());
        let draft: Draft = first;
        await planAndRun(place, draft, ['compare/*']);
        for (const change of changes) {
          draft = edited(draft, change);
          await planAndRun(place, draft);
        }
        expect((await plannedIn(place)).filter(({ status }) => status !== 'cached')).toEqual([]);
        expect((await runIn(place)).ran).toEqual([]);
        rmSync(folder, { recursive: true });
      }),
      { numRuns: 12, endOnFailure: true },
    );
  }, 240_000);
});

/** Plans, runs, and compares what they say of each step. */
async function planAndRun(place: Place, draft: Draft, only: readonly string[] = []): Promise<void> {
  writeFileSync(place.file, textOf(draft));
  const whole = await plannedIn(place);
  expect(whole.map(({ id, status, key }) => ({ id, status, key }))).toEqual(forecast(place));
  const { status: exit, steps } = await runIn(place, only);
  expect(exit).toBe(0);
  const plan = whole.filter(({ id }) => only.length === 0 || steps.has(id));
  expect([...steps.keys()].sort()).toEqual(plan.map(({ id }) => id).sort());
  const { steps: recorded } = JSON.parse(readFileSync(path.join(place.out, 'random/run.json'), 'utf8')) as RunJson;
  const statusOf = new Map(plan.map(({ id, status }) => [id, status]));
  for (const { id, status, key, because } of plan) {
    const outcome = steps.get(id)?.outcome;
    expect({ id, status, outcome: OUTCOMES[status].find((one) => one === outcome) }).toEqual({ id, status, outcome });
    if (key !== undefined) expect({ id, key: recorded[id].key }).toEqual({ id, key });
    for (const cause of because ?? []) expect([id, cause, statusOf.get(cause)]).not.toContain('cached');
  }
}

/** By a look at each step, also where the last run left nothing to do. */
function forecast({ file, cache }: Place) {
  const prepared = prepare(file, { set: [], cache });
  if (prepared === undefined) throw new Error(`${file} is wrong`);
  return forecastRun(prepared.steps, prepared.store, () => false).map((one) => ({
    id: one.id,
    status: one.status,
    key: one.status === 'may run' ? undefined : one.key,
  }));
}
