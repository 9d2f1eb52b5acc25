import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { averageLinkage } from '../../../src/algorithms/trees/average-linkage.js';
import { similarityToDistance } from '../../../src/algorithms/trees/distance.js';
import { flatGroups } from '../../../src/algorithms/trees/flat-groups.js';
import { renumbered } from '../../../src/algorithms/trees/renumber.js';

/** Similarities that become these distances. */
const similarityOf = (distances: readonly (readonly number[])[]) =>
  distances.map((row) => row.map((distance) => 1 - distance ** 2));

/** Points on a line. */
const line = (...points: number[]) => points.map((a) => points.map((b) => Math.abs(a - b)));

/** Row by row. */
const square = (distances: readonly (readonly number[])[]) => Float64Array.from(distances.flat());

function rounded(merges: ReturnType<typeof averageLinkage>) {
  return merges.map(({ left, right, height }) => [left, right, Number(height.toFixed(9))]);
}

describe('average linkage', () => {
  test('five points on a line, worked by hand as SciPy has it', () => {
    // 0-1 at .1; 3-4 at .2; {0,1}-2: mean(.5, .4) = .45; {0,1,2}-{3,4}: mean(2, 2.2, 1.9, 2.1, 1.5, 1.7) = 1.9.
    const merges = averageLinkage(similarityOf(line(0, 0.1, 0.5, 2, 2.2)));
    expect(rounded(merges)).toEqual([
      [0, 1, 0.1],
      [3, 4, 0.2],
      [5, 2, 0.45],
      [7, 6, 1.9],
    ]);
  });

  test('distances that are not Euclidean', () => {
    // 1-2 at .2; 0-{1,2}: mean(.6, .5) = .55; 3-{0,1,2}: mean(.9, .7, .8) = .8.
    const distances = [
      [0, 0.6, 0.5, 0.9],
      [0.6, 0, 0.2, 0.7],
      [0.5, 0.2, 0, 0.8],
      [0.9, 0.7, 0.8, 0],
    ];
    expect(rounded(averageLinkage(similarityOf(distances)))).toEqual([
      [1, 2, 0.2],
      [0, 4, 0.55],
      [5, 3, 0.8],
    ]);
  });

  test('equal members: children still come before parents', () => {
    const merges = averageLinkage(Array.from({ length: 6 }, () => new Array<number>(6).fill(1)));
    expect(merges).toHaveLength(5);
    for (const [index, { left, right, height }] of merges.entries()) {
      expect(Math.max(left, right)).toBeLessThan(6 + index);
      expect(height).toBe(0);
    }
    expect(new Set(merges.flatMap(({ left, right }) => [left, right])).size).toBe(10);
  });

  test('one member has no merge, two have one', () => {
    expect(averageLinkage([[1]])).toEqual([]);
    expect(
      averageLinkage([
        [1, 0.75],
        [0.75, 1],
      ]),
    ).toEqual([{ left: 0, right: 1, height: 0.5 }]);
  });

  test('a similarity above 1 by rounding is a distance of 0, a negative one above 1', () => {
    expect(
      similarityToDistance([
        [1, 1 + 1e-15],
        [-0.5, 1],
      ]),
    ).toEqual(Float64Array.of(0, 0, Math.sqrt(1.5), 0));
  });

  test('distances given in place of similarities are refused', () => {
    expect(() => averageLinkage(line(0, 1))).toThrow('expected similarities');
  });
});

describe('flat groups', () => {
  const groupsOf = (distances: number[][]) => flatGroups(square(distances), averageLinkage(similarityOf(distances)));

  test('two clear groups, with their silhouette', () => {
    // Each member: own .1, nearest other 5, 5.1 or 4.9 on average; s = 1 - .1 / that.
    const { groups, silhouette } = groupsOf(line(0, 5, 0.1, 5.1));
    expect(groups).toEqual([
      [0, 2],
      [1, 3],
    ]);
    expect(silhouette).toBeCloseTo(1 - (0.1 / 5.05 + 0.1 / 4.95) / 2, 9);
  });

  test('four and two, as in the report', () => {
    expect(groupsOf(line(0, 0.1, 5, 5.2, 0.2, 0.3)).groups).toEqual([
      [0, 1, 4, 5],
      [2, 3],
    ]);
  });

  test('a singleton contributes nothing', () => {
    // {0, 1}: 1 - .1 / 3 and 1 - .1 / 2.9; {2}: 0.
    const { groups, silhouette } = groupsOf(line(0, 0.1, 3));
    expect(groups).toEqual([[0, 1], [2]]);
    expect(silhouette).toBeCloseTo((1 - 0.1 / 3 + 1 - 0.1 / 2.9) / 3, 9);
  });

  test('equal members are one group, exactly or nearly', () => {
    expect(groupsOf(line(0, 0, 0, 0))).toEqual({ groups: [[0, 1, 2, 3]], silhouette: 0 });
    expect(groupsOf(line(0, 1e-8, 2e-7))).toEqual({ groups: [[0, 1, 2]], silhouette: 0 });
  });

  test('equal distances are one group', () => {
    const distances = [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => (i === j ? 0 : 0.5)));
    expect(groupsOf(distances)).toEqual({ groups: [[0, 1, 2, 3]], silhouette: 0 });
  });

  test('one or two members are one group', () => {
    expect(groupsOf([[0]])).toEqual({ groups: [[0]], silhouette: 0 });
    expect(groupsOf(line(0, 0.9))).toEqual({ groups: [[0, 1]], silhouette: 0 });
  });
});

test('a renumbered tree is that of the members in the new order', () => {
  // No two distances or means of distances are equal.
  const points = fc.shuffledSubarray([0, 0.1013, 0.3137, 0.5779, 0.9811, 1.6347, 2.7391], { minLength: 1 });
  const renumberings = points.chain((places) => {
    const all = [...places.keys()];
    return fc.record({ places: fc.constant(places), to: fc.shuffledSubarray(all, { minLength: all.length }) });
  });
  fc.assert(
    fc.property(renumberings, ({ places, to }) => {
      const moved = treeOf(to.map((_, member) => places[to.indexOf(member)]));
      const { merges, groups } = renumbered(treeOf(places), to);
      expect({ merges: rounded(merges), groups }).toEqual({ merges: rounded(moved.merges), groups: moved.groups });
    }),
  );
});

function treeOf(places: readonly number[]) {
  const distances = line(...places);
  const merges = averageLinkage(similarityOf(distances));
  return { merges, ...flatGroups(square(distances), merges) };
}
