import { agnes, type Cluster } from 'ml-hclust';
import type { Merge } from '../report/results.js';

/** Distances at or below this are rounding: sqrt(1 - s) turns an error of 1e-16 in s into 1e-8. */
const nearZero = 1e-6;

/** Distances sqrt(1 - s) (n x n) of similarities s <= 1: a metric when 1 - s is one, as for the Rand index. */
export function similarityToDistance(similarity: readonly (readonly number[])[]): number[][] {
  return similarity.map((row, i) => row.map((value, j) => (i === j ? 0 : Math.sqrt(Math.max(0, 1 - value)))));
}

/**
 * Average linkage (UPGMA, Sokal & Michener 1958) on `similarityToDistance(similarity)` (n x n, symmetric). n - 1 merges, heights ascending;
 * leaves are 0..n-1, the i-th merge makes node n + i; `left` holds the smallest member of the two.
 */
export function averageLinkage(similarity: readonly (readonly number[])[]): Merge[] {
  if (similarity.some((row, i) => row[i] !== 1)) throw new RangeError('expected similarities: 1 on the diagonal');
  const root = agnes(similarityToDistance(similarity), { method: 'average', isDistanceMatrix: true });
  const joins: Join[] = [];
  collectJoins(root, joins);
  joins.sort((a, b) => a.height - b.height);
  const nodeOf = new Map(joins.map(({ cluster }, index) => [cluster, similarity.length + index]));
  const node = (cluster: Cluster) => nodeOf.get(cluster) ?? cluster.index;
  return joins.map(({ left, right, height }) => ({ left: node(left), right: node(right), height }));
}

interface Join {
  readonly cluster: Cluster;
  readonly left: Cluster;
  readonly right: Cluster;
  readonly height: number;
}

/** Appends children before parents; returns the cluster's smallest member and height. */
function collectJoins(cluster: Cluster, joins: Join[]): { first: number; height: number } {
  if (cluster.isLeaf) return { first: cluster.index, height: 0 };
  const [one, other] = cluster.children;
  const a = collectJoins(one, joins);
  const b = collectJoins(other, joins);
  const [left, right] = a.first < b.first ? [one, other] : [other, one];
  // A weighted mean can round to just below its terms: a parent is never lower than its children.
  const height = Math.max(cluster.height, a.height, b.height);
  joins.push({ cluster, left, right, height });
  return { first: Math.min(a.first, b.first), height };
}

/** Groups of members, ascending, in order of their first member; `silhouette` is 0 for one group. */
export interface FlatGroups {
  readonly groups: readonly (readonly number[])[];
  readonly silhouette: number;
}

/**
 * The cut of the tree into 2..n-1 groups with the largest mean silhouette (Rousseeuw 1987), the fewest groups if several have it;
 * one group when none is positive or all distances are near zero. `distances` is what the tree was made from.
 */
export function flatGroups(distances: readonly (readonly number[])[], merges: readonly Merge[]): FlatGroups {
  const n = distances.length;
  let best: FlatGroups = { groups: cut(merges, n, 1), silhouette: 0 };
  if (distances.every((row) => row.every((distance) => distance <= nearZero))) return best;
  for (let count = 2; count < n; count++) {
    const groups = cut(merges, n, count);
    const silhouette = meanSilhouette(distances, groups);
    if (silhouette > best.silhouette) best = { groups, silhouette };
  }
  return best;
}

/** The same tree over members in another order: member i becomes member to[i]. */
export function renumbered<Tree extends FlatGroups & { readonly merges: readonly Merge[] }>(
  tree: Tree,
  to: readonly number[],
): Tree {
  const smallest = [...to];
  const numberOf = (node: number) => to[node] ?? node;
  const merges = tree.merges.map(({ left, right, height }): Merge => {
    const [a, b] = smallest[left] < smallest[right] ? [left, right] : [right, left];
    smallest.push(smallest[a]);
    return { left: numberOf(a), right: numberOf(b), height };
  });
  const groups = tree.groups.map((group) => group.map(numberOf).sort((a, b) => a - b));
  return { ...tree, merges, groups: groups.sort((a, b) => a[0] - b[0]) };
}

/** The groups that are left when all but the last `count` - 1 merges are made. */
function cut(merges: readonly Merge[], n: number, count: number): number[][] {
  const nodes = new Map(Array.from({ length: n }, (_, leaf) => [leaf, [leaf]]));
  for (const [index, { left, right }] of merges.slice(0, n - count).entries()) {
    nodes.set(n + index, [...(nodes.get(left) ?? []), ...(nodes.get(right) ?? [])]);
    nodes.delete(left);
    nodes.delete(right);
  }
  const groups = [...nodes.values()].map((members) => members.sort((a, b) => a - b));
  return groups.sort((a, b) => a[0] - b[0]);
}

/** Mean over the members of (b - a) / max(a, b), -1..1: a to the own group, b to the nearest other; 0 for a singleton. */
function meanSilhouette(distances: readonly (readonly number[])[], groups: readonly (readonly number[])[]): number {
  let sum = 0;
  for (const group of groups) {
    if (group.length === 1) continue;
    for (const member of group) {
      const total = (members: readonly number[]) => members.reduce((acc, other) => acc + distances[member][other], 0);
      const own = total(group) / (group.length - 1);
      const others = groups.filter((other) => other !== group);
      const nearest = Math.min(...others.map((other) => total(other) / other.length));
      const largest = Math.max(own, nearest);
      if (largest > 0) sum += (nearest - own) / largest;
    }
  }
  return sum / distances.length;
}
