import { describe, expect, it } from 'vitest';
import type { Step } from '../../src/runner/step.js';
import { TimeLeft } from '../../src/runner/time-left.js';

const step = (id: string, needs: string[] = []) => ({ id, stage: 'train', needs }) as Partial<Step> as Step;
const ran = (id: string, seconds: number) => ({ id, outcome: 'ran' as const, seconds });

describe('the time that a run still takes', () => {
  it('is its work shared out, or its longest chain, at the pace of what has run', () => {
    const steps = [step('a'), step('b'), step('c', ['a']), step('d', ['c'])];
    const left = new TimeLeft({ steps, secondsOf: () => 2, jobs: 2 });
    expect(left.seconds()).toBe(undefined);
    left.end(ran('b', 6));
    expect(left.seconds()).toBe(18);
    left.end(ran('a', 2));
    expect(left.seconds()).toBe(8);
    left.end({ id: 'c', outcome: 'cached', seconds: 0 });
    expect(left.seconds()).toBe(4);
    left.end(ran('d', 4));
    left.end(ran('d', 4));
    expect(left.seconds()).toBe(0);
  });

  it('is shared among as many steps as run at once', () => {
    const steps = ['a', 'b', 'c', 'd', 'e'].map((id) => step(id));
    const left = new TimeLeft({ steps, secondsOf: () => 1, jobs: 2 });
    left.end(ran('a', 1));
    expect(left.seconds()).toBe(2);
  });
});
