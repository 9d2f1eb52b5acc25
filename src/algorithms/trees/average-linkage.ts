import type { Merge } from '../../report/results.js';
import { similarityToDistance } from './distance.js';

/**
 * Average linkage (UPGMA, Sokal & Michener 1958) on `similarityToDistance(similarity)` (n x n, symmetric), in O(n^2) by the
 * nearest-neighbour chain (Murtagh 1983): n - 1 merges, heights ascending; leaves are 0..n-1, the i-th merge makes node n + i;
 * `left` holds the smallest member of the two.
 */
export function averageLinkage(similarity: readonly ArrayLike<number>[]): Merge[] {
  if (similarity.some((row, i) => row[i] !== 1)) throw new RangeError('expected similarities: 1 on the diagonal');
  const n = similarity.length;
  const joins = chainJoins(similarityToDistance(similarity), n);
  // Stable, so that of equal heights a part is joined before the whole.
  return numbered(
    joins.sort((a, b) => a.height - b.height),
    n,
  );
}

/** Two clusters, each named by its smallest member. */
interface Join {
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

/** Follows nearest neighbours until two are each other's, and joins these: average linkage joins them sooner or later anyway. */
function chainJoins(distances: Float64Array, n: number): Join[] {
  const sizes = new Float64Array(n).fill(1);
  const heights = new Float64Array(n);
  const alive = Array.from({ length: n }, (_, member) => member);
  const chain: number[] = [];
  const joins: Join[] = [];
  while (alive.length > 1) {
    if (chain.length === 0) chain.push(alive[0]);
    const last = chain[chain.length - 1];
    const before = chain.length > 1 ? chain[chain.length - 2] : undefined;
    const nearest = nearestTo(last, before, alive, distances, n);
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    const [left, right] = last < nearest ? [last, nearest] : [nearest, last];
    // A weighted mean can round to just below its terms: a whole is never lower than its parts.
    const height = Math.max(distances[left * n + right], heights[left], heights[right]);
    joins.push({ left, right, height });
    heights[left] = height;
    alive.splice(alive.indexOf(right), 1);
    joinInto(left, right, { alive, sizes, distances, n });
  }
  return joins;
}

/** The one before in the chain wins a tie, so that the chain ends; else the first. */
function nearestTo(
  one: number,
  before: number | undefined,
  alive: readonly number[],
  distances: Float64Array,
  n: number,
): number {
  let nearest = before ?? -1;
  let least = before === undefined ? Infinity : distances[one * n + before];
  for (const other of alive) {
    const distance = distances[one * n + other];
    if (other === one || !(distance < least)) continue;
    nearest = other;
    least = distance;
  }
  return nearest;
}

interface Clusters {
  readonly alive: readonly number[];
  readonly sizes: Float64Array;
  readonly distances: Float64Array;
  readonly n: number;
}

/** The distance to a whole is the mean over its members. */
function joinInto(left: number, right: number, { alive, sizes, distances, n }: Clusters): void {
  const size = sizes[left] + sizes[right];
  for (const other of alive) {
    if (other === left) continue;
    const sum = sizes[left] * distances[left * n + other] + sizes[right] * distances[right * n + other];
    distances[left * n + other] = sum / size;
    distances[other * n + left] = sum / size;
  }
  sizes[left] = size;
}

/** Clusters by the numbers of their nodes. */
function numbered(joins: readonly Join[], n: number): Merge[] {
  const nodes = Array.from({ length: n }, (_, leaf) => leaf);
  return joins.map(({ left, right, height }, index) => {
    const merge = { left: nodes[left], right: nodes[right], height };
    nodes[left] = n + index;
    return merge;
  });
}
