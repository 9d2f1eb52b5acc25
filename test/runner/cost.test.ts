import { describe, expect, it } from 'vitest';
import { costed, summaryOf, wallSeconds } from '../../src/runner/cost.js';
import type { Forecast } from '../../src/runner/forecast.js';
import { type Step, step } from '../../src/runner/step.js';

function stepOf(id: string, needs: readonly string[] = []): Step {
  return step({
    id,
    stage: 'reduce',
    params: {},
    inputs: { inputs: needs.map((need) => [need, 'made'] as const) },
    origins: {},
  });
}

const waiting = (id: string): Forecast => ({ id, stage: 'reduce', status: 'may run', waitsFor: 'needs', because: [] });

describe('the cost of a plan', () => {
  const plan = [stepOf('reduce/A@1/x'), stepOf('reduce/A@1/y', ['reduce/A@1/x']), stepOf('reduce/B@1/x'), stepOf('d')];
  const seconds = new Map([
    ['reduce/A@1/x', 4],
    ['reduce/A@1/y', 3],
    ['reduce/B@1/x', 1],
  ]);
  const costs = plan.map(({ id }) => costed(waiting(id), () => ({ seconds: seconds.get(id) ?? 0, bytes: 10 })));

  it('in wall time is the work shared out, but no less than the longest chain', () => {
    expect([1, 2, 8].map((jobs) => wallSeconds(plan, costs, jobs))).toEqual([8, 7, 7]);
  });

  it('is told by model', () => {
    expect(costs.map(({ model }) => model)).toEqual(['A', 'A', 'B', null]);
    expect(summaryOf(costs.slice(0, 2))).toEqual({ run: 0, mayRun: 2, cached: 0, seconds: 7, bytes: 20 });
  });

  it('is unknown where that of one step is', () => {
    const unknown = costed(waiting('e'), () => ({ seconds: undefined, bytes: undefined }));
    expect(summaryOf([...costs, unknown])).toMatchObject({ seconds: null, bytes: null });
    expect(wallSeconds(plan, [...costs, unknown], 1)).toBeNull();
  });
});
