import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda } from '../../src/runner/agenda.js';
import { remainingSeconds } from '../../src/runner/priority.js';
import { type Step, step } from '../../src/runner/step.js';
import { failed, ran } from '../../src/runner/step-record.js';
import { digestOf } from '../../src/store/fingerprint.js';
import type { Artifacts } from '../../src/store/store.js';

interface Node {
  readonly needs: readonly number[];
  readonly after: number | undefined;
  /** Steps of one kind with the same inputs have the same key. */
  readonly kind: number;
  readonly outcome: 'cached' | 'ran' | 'failed';
  /** Which of its needs it can do without. */
  readonly spared?: readonly number[];
}

/** Graphs whose steps need or follow any earlier ones. */
const graphs: fc.Arbitrary<readonly Node[]> = fc.integer({ min: 1, max: 30 }).chain((size) =>
  fc.tuple(
    ...Array.from({ length: size }, (_, index) =>
      fc.record<Node>({
        needs: index === 0 ? fc.constant([]) : fc.uniqueArray(fc.nat(index - 1), { maxLength: 3 }),
        after: index === 0 ? fc.constant(undefined) : fc.option(fc.nat(index - 1), { nil: undefined }),
        kind: fc.nat(3),
        outcome: fc.constantFrom('cached', 'ran', 'ran', 'failed'),
        spared: fc.uniqueArray(fc.nat(size - 1), { maxLength: 2 }),
      }),
    ),
  ),
);

function stepsOf(nodes: readonly Node[]): Step[] {
  return nodes.map(({ needs, after, kind, spared = [] }, index) =>
    step({
      id: `${index}`,
      stage: 'compare',
      params: { kind },
      inputs: { inputs: needs.map((need) => [`${need}`, 'made'] as const) },
      origins: {},
      mayLack: new Set(spared.filter((need) => needs.includes(need)).map(String)),
      ...(after !== undefined && { after: `${after}` }),
    }),
  );
}

const made = (key: string): Artifacts => ({ made: { digest: digestOf(Buffer.from(key)), size: 1 } });

/**
 * Takes and ends steps, several at a time, until nothing is left; gives how often each ended and in which order they were taken.
 * After each round one of the objects that are there may be lost: `losses` say which, or none.
 */
function runThrough(nodes: readonly Node[], jobs: number, losses: readonly (number | undefined)[] = []) {
  const steps = stepsOf(nodes);
  const cache = new Set<string>();
  const lost = new Set<string>();
  const endings = new Map<string, string[]>();
  const taken: string[] = [];
  const agenda = new Agenda({
    steps,
    remaining: remainingSeconds(steps, () => 1),
    find: ({ id }, key) =>
      !lost.has(key) && (nodes[Number(id)].outcome === 'cached' || cache.has(key)) ? made(key) : undefined,
    onEnd: ({ id }, { outcome }) => endings.set(id, [...(endings.get(id) ?? []), outcome]),
  });
  for (let round = 0; ; round++) {
    const batch = Array.from({ length: jobs }, () => agenda.take(taken.at(-1))).filter((one) => one !== undefined);
    if (batch.length === 0) break;
    expect(batch.every((one) => agenda.isReady(one.step))).toBe(true);
    taken.push(...batch.map(({ step: { id } }) => id));
    for (const { step: one, key } of batch) {
      const fails = nodes[Number(one.id)].outcome === 'failed';
      if (!fails) cache.add(key);
      lost.delete(key);
      agenda.end(one, fails ? failed({ code: 'internal', message: 'it fails' }) : ran(key, made(key), 1));
    }
    const loss = losses[round];
    const known = loss === undefined ? [] : [...agenda.ended.values()].flatMap(({ key }) => key ?? []);
    if (loss === undefined || known.length === 0) continue;
    const key = known[loss % known.length];
    lost.add(key);
    agenda.makeAgain(made(key).made.digest);
  }
  return { agenda, steps, endings, taken };
}

describe('an agenda', () => {
  it('ends every step once, after those that come before it, and hands out no key twice that succeeded', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 1, max: 4 }), (nodes, jobs) => {
        const { agenda, steps, endings, taken } = runThrough(nodes, jobs);
        expect(agenda.isBusy).toBe(false);
        const keysThatRan: (string | undefined)[] = [];
        for (const { id, needs, mayLack } of steps) {
          expect([id, endings.get(id)?.length]).toEqual([id, 1]);
          const record = agenda.ended.get(id);
          if (record?.outcome === 'skipped') continue;
          for (const need of needs.filter((one) => !mayLack.has(one)))
            expect(['ran', 'cached']).toContain(agenda.ended.get(need)?.outcome);
          if (record?.outcome === 'ran') keysThatRan.push(record.key);
        }
        expect(new Set(keysThatRan).size).toBe(keysThatRan.length);
        expect(new Set(taken).size).toBe(taken.length);
      }),
    );
  });

  it('ends every step whatever has to be made again, and none before what it needs is there', () => {
    const losses = fc.array(fc.option(fc.nat(40), { nil: undefined }), { maxLength: 20 });
    fc.assert(
      fc.property(graphs, fc.integer({ min: 1, max: 4 }), losses, (nodes, jobs, lost) => {
        const { agenda, steps } = runThrough(nodes, jobs, lost);
        expect(agenda.isBusy).toBe(false);
        expect(steps.filter(({ id }) => !agenda.ended.has(id))).toEqual([]);
      }),
    );
  });

  it('lets a step begin whose twin has to come after it', () => {
    const { agenda } = runThrough(
      [
        { kind: 0, needs: [], after: undefined, outcome: 'ran' },
        { kind: 0, needs: [], after: undefined, outcome: 'cached' },
        { kind: 1, needs: [0], after: undefined, outcome: 'ran' },
        { kind: 1, needs: [1], after: 2, outcome: 'ran' },
      ],
      1,
    );
    expect([...agenda.ended].map(([id, { outcome }]) => `${id} ${outcome}`).sort()).toEqual([
      '0 ran',
      '1 cached',
      '2 ran',
      '3 cached',
    ]);
  });

  it('skips what depends on a failure, and nothing else', () => {
    const node = { needs: [], after: undefined, outcome: 'ran' } as const;
    const { agenda } = runThrough(
      [
        { ...node, kind: 0, outcome: 'failed' },
        { ...node, kind: 1 },
        { ...node, kind: 2, needs: [0, 1] },
        { ...node, kind: 3, needs: [1] },
        { ...node, kind: 3, needs: [2] },
      ],
      1,
    );
    expect([...agenda.ended].map(([id, { outcome }]) => `${id} ${outcome}`).sort()).toEqual([
      '0 failed',
      '1 ran',
      '2 skipped',
      '3 ran',
      '4 skipped',
    ]);
  });

  it('runs what can do without a failure once all its needs have ended, and with a key that says what it lacked', () => {
    const node = { needs: [], after: undefined, outcome: 'ran' } as const;
    const nodes: Node[] = [
      { ...node, kind: 0, outcome: 'failed' },
      { ...node, kind: 1 },
      { ...node, kind: 2, needs: [0] },
      { ...node, kind: 3, needs: [2, 1], spared: [2] },
      { ...node, kind: 3, needs: [1] },
    ];
    const { agenda } = runThrough(nodes, 1);
    expect([...agenda.ended].map(([id, { outcome }]) => `${id} ${outcome}`).sort()).toEqual([
      '0 failed',
      '1 ran',
      '2 skipped',
      '3 ran',
      '4 ran',
    ]);
  });

  it('hands out the step with the most work behind it first, but the next epoch to the worker that trained the last one', () => {
    const chain = (after: number | undefined, kind: number) => ({ needs: [], after, kind, outcome: 'ran' }) as const;
    const { taken } = runThrough([chain(undefined, 0), chain(undefined, 1), chain(1, 2), chain(2, 3), chain(0, 4)], 1);
    expect(taken).toEqual(['1', '2', '3', '0', '4']);
  });

  it('runs a step that needs twenty thousand others', () => {
    const node = { after: undefined, outcome: 'ran' } as const;
    const nodes = Array.from({ length: 20_000 }, (_, index) => ({ ...node, needs: [], kind: index }));
    const wide = { ...node, needs: nodes.map((_, index) => index), kind: nodes.length };
    expect(runThrough([...nodes, wide], 2).agenda.ended.size).toBe(20_001);
  });

  it('goes through a long chain of cached steps', () => {
    const nodes = Array.from({ length: 10_000 }, (_, index) => ({
      needs: [],
      after: index === 0 ? undefined : index - 1,
      kind: index,
      outcome: 'cached' as const,
    }));
    expect(runThrough(nodes, 1).agenda.ended.size).toBe(10_000);
  });
});
