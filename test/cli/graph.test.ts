import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withoutImplied } from '../../src/cli/graph/without-implied.js';

/** Random needs of up to twelve nodes, each among those before it. */
const needs = fc
  .integer({ min: 1, max: 12 })
  .chain((count) =>
    fc.tuple(...Array.from({ length: count }, (_, node) => fc.uniqueArray(fc.nat(Math.max(0, node - 1))))),
  )
  .map((lists) => lists.map((list, node) => new Set(node === 0 ? [] : list)));

/** What can be reached from each node. */
function reached(needs: readonly Iterable<number>[]): string[] {
  const sets: Set<number>[] = [];
  for (const direct of needs) sets.push(new Set([...direct].flatMap((need) => [need, ...sets[need]])));
  return sets.map((set) => [...set].sort((a, b) => a - b).join());
}

it('arrows that others imply are left out: all can be reached as before, and not without any one that is left', () => {
  fc.assert(
    fc.property(needs, (all) => {
      const kept = withoutImplied(all);
      expect(reached(kept)).toEqual(reached(all));
      for (const [node, list] of kept.entries()) {
        for (const need of list) {
          const fewer = kept.with(
            node,
            list.filter((other) => other !== need),
          );
          expect(reached(fewer)).not.toEqual(reached(all));
        }
      }
    }),
  );
});
