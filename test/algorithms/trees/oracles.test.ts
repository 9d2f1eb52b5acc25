import fc from 'fast-check';
import { agnes, type Cluster } from 'ml-hclust';
import { expect, test } from 'vitest';
import { averageLinkage } from '../../../src/algorithms/trees/average-linkage.js';
import { similarityToDistance } from '../../../src/algorithms/trees/distance.js';
import { flatGroups } from '../../../src/algorithms/trees/flat-groups.js';

/** Similarities of n members, all different, so that there is one tree. */
const similarities = fc
  .integer({ min: 2, max: 24 })
  .chain((n) =>
    fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), {
      minLength: (n * (n - 1)) / 2,
      maxLength: (n * (n - 1)) / 2,
    }),
  )
  .map((values) => squareOf(values.map((value) => value / 1_000_001)));

test('the tree is that of ml-hclust, which looks at all pairs again for each merge', () => {
  fc.assert(
    fc.property(similarities, (similarity) => {
      const distances = rowsOf(similarityToDistance(similarity), similarity.length);
      const expected = joinsOf(agnes(distances, { method: 'average', isDistanceMatrix: true }));
      const merges = averageLinkage(similarity);
      expect(
        merges.map(({ height }, index) => [leavesOf(merges, similarity.length + index), height.toFixed(9)]),
      ).toEqual(expected.map(({ leaves, height }) => [leaves, height.toFixed(9)]));
    }),
  );
});

test('the cut is the best of all cuts by the silhouette as it is defined', () => {
  fc.assert(
    fc.property(similarities, (similarity) => {
      const merges = averageLinkage(similarity);
      const distances = similarityToDistance(similarity);
      const rows = rowsOf(distances, similarity.length);
      const found = flatGroups(distances, merges);
      const cuts = merges.slice(0, -1).map((_, index) => cutAfter(merges, index + 1));
      const best = Math.max(0, ...cuts.map((groups) => silhouetteOf(rows, groups)));
      expect(found.silhouette).toBeCloseTo(best, 9);
      if (best > 1e-9) expect(silhouetteOf(rows, found.groups)).toBeCloseTo(best, 9);
    }),
  );
});

test('a thousand members have a tree of all of them', () => {
  const n = 1000;
  const points = Array.from({ length: n }, (_, index) => (index * 7919) % 1009);
  const similarity = points.map((a) => points.map((b) => 1 - (Math.abs(a - b) / 1009) ** 2));
  const merges = averageLinkage(similarity);
  expect(leavesOf(merges, 2 * n - 2)).toEqual([...points.keys()]);
  expect(flatGroups(similarityToDistance(similarity), merges).groups.flat()).toHaveLength(n);
});

function squareOf(triangle: readonly number[]): number[][] {
  const n = (1 + Math.sqrt(1 + 8 * triangle.length)) / 2;
  const at = (i: number, j: number) => triangle[(i * (i - 1)) / 2 + j];
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (i === j ? 1 : at(Math.max(i, j), Math.min(i, j)))),
  );
}

function rowsOf(square: Float64Array, n: number): number[][] {
  return Array.from({ length: n }, (_, row) => [...square.subarray(row * n, row * n + n)]);
}

/** The leaves below a node, ascending. */
function leavesOf(merges: ReturnType<typeof averageLinkage>, node: number): number[] {
  const n = merges.length + 1;
  if (node < n) return [node];
  const { left, right } = merges[node - n];
  return [...leavesOf(merges, left), ...leavesOf(merges, right)].sort((a, b) => a - b);
}

function joinsOf(root: Cluster): { leaves: number[]; height: number }[] {
  const joins: { leaves: number[]; height: number }[] = [];
  root.traverse((cluster) => {
    const leaves = cluster.indices().sort((a, b) => a - b);
    if (!cluster.isLeaf) joins.push({ leaves, height: cluster.height });
  });
  return joins.sort((a, b) => a.height - b.height);
}

function cutAfter(merges: ReturnType<typeof averageLinkage>, count: number): number[][] {
  const n = merges.length + 1;
  const nodes = new Set(Array.from({ length: n }, (_, leaf) => leaf));
  for (const [index, { left, right }] of merges.slice(0, count).entries()) {
    nodes.delete(left);
    nodes.delete(right);
    nodes.add(n + index);
  }
  return [...nodes].map((node) => leavesOf(merges, node));
}

/** Rousseeuw 1987, word for word. */
function silhouetteOf(distances: readonly (readonly number[])[], groups: readonly (readonly number[])[]): number {
  const meanTo = (member: number, group: readonly number[]) => {
    const others = group.filter((other) => other !== member);
    return others.reduce((sum, other) => sum + distances[member][other], 0) / others.length;
  };
  const values = groups.flatMap((group) =>
    group.map((member) => {
      if (group.length === 1) return 0;
      const a = meanTo(member, group);
      const b = Math.min(...groups.filter((other) => other !== group).map((other) => meanTo(member, other)));
      return Math.max(a, b) === 0 ? 0 : (b - a) / Math.max(a, b);
    }),
  );
  return values.reduce((sum, value) => sum + value, 0) / distances.length;
}
