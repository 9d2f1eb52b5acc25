import type { Merge } from '../../report/results.js';

/** Distances at or below this are rounding: sqrt(1 - s) turns an error of 1e-16 in s into 1e-8. */
const nearZero = 1e-6;
/** Silhouettes that differ by less are equal: sums in another order round otherwise. */
const equalWithin = 1e-12;

/** Groups of members, ascending, in order of their first member; `silhouette` is 0 for one group. */
export interface FlatGroups {
  readonly groups: readonly (readonly number[])[];
  readonly silhouette: number;
}

/**
 * The cut of the tree into 2..n-1 groups with the largest mean silhouette (Rousseeuw 1987), the fewest groups if several have it;
 * one group when none is positive or all distances are near zero. `distances` (n x n, row by row) is what the tree was made from.
 */
export function flatGroups(distances: Float64Array, merges: readonly Merge[]): FlatGroups {
  const n = merges.length + 1;
  let best = { count: 1, silhouette: 0 };
  if (distances.every((distance) => distance <= nearZero)) return { groups: cut(merges, 1), silhouette: 0 };
  const cutter = new Silhouettes(distances, n);
  for (const [index, merge] of merges.slice(0, -1).entries()) {
    cutter.join(merge);
    const silhouette = cutter.mean();
    if (silhouette > equalWithin && silhouette >= best.silhouette - equalWithin)
      best = { count: n - 1 - index, silhouette };
  }
  return { groups: cut(merges, best.count), silhouette: best.silhouette };
}

/** The groups that are left when all but the last `count` - 1 merges are made. */
function cut(merges: readonly Merge[], count: number): number[][] {
  const n = merges.length + 1;
  const nodes = new Map(Array.from({ length: n }, (_, leaf) => [leaf, [leaf]]));
  for (const [index, { left, right }] of merges.slice(0, n - count).entries()) {
    nodes.set(n + index, [...(nodes.get(left) ?? []), ...(nodes.get(right) ?? [])]);
    nodes.delete(left);
    nodes.delete(right);
  }
  const groups = [...nodes.values()].map((members) => members.sort((a, b) => a - b));
  return groups.sort((a, b) => a[0] - b[0]);
}

/**
 * The mean silhouette after each merge, without looking at all pairs of groups again: a whole is never nearer to a member than
 * the nearer of its parts, so only members whose nearest group was one of these look for another.
 */
class Silhouettes {
  readonly #n: number;
  /** Sum of the distances from each member (row) to the members of each group (column, by the group's place). */
  readonly #sums: Float64Array;
  readonly #sizes: Float64Array;
  readonly #groupOf: Int32Array;
  readonly #nearest: Int32Array;
  readonly #alive: Set<number>;
  /** The group's place of each node of the tree. */
  readonly #places: number[];

  constructor(distances: Float64Array, n: number) {
    this.#n = n;
    this.#sums = distances.slice();
    this.#sizes = new Float64Array(n).fill(1);
    this.#groupOf = Int32Array.from({ length: n }, (_, member) => member);
    this.#places = Array.from({ length: n }, (_, member) => member);
    this.#alive = new Set(this.#places);
    this.#nearest = Int32Array.from({ length: n }, (_, member) => this.#nearestTo(member));
  }

  join({ left, right }: Merge): void {
    const [kept, gone] = [this.#places[left], this.#places[right]];
    this.#places.push(kept);
    this.#alive.delete(gone);
    this.#sizes[kept] += this.#sizes[gone];
    for (let member = 0; member < this.#n; member++) {
      this.#sums[member * this.#n + kept] += this.#sums[member * this.#n + gone];
      if (this.#groupOf[member] === gone) this.#groupOf[member] = kept;
    }
    for (let member = 0; member < this.#n; member++) {
      const nearest = this.#nearest[member];
      if (nearest === kept || nearest === gone) this.#nearest[member] = this.#nearestTo(member);
    }
  }

  /** Over the members: (b - a) / max(a, b), -1..1: a to the own group, b to the nearest other; 0 for a singleton. */
  mean(): number {
    let total = 0;
    for (let member = 0; member < this.#n; member++) {
      const group = this.#groupOf[member];
      if (this.#sizes[group] === 1) continue;
      const own = this.#sums[member * this.#n + group] / (this.#sizes[group] - 1);
      const nearest = this.#meanTo(member, this.#nearest[member]);
      const largest = Math.max(own, nearest);
      if (largest > 0) total += (nearest - own) / largest;
    }
    return total / this.#n;
  }

  #meanTo(member: number, group: number): number {
    return this.#sums[member * this.#n + group] / this.#sizes[group];
  }

  #nearestTo(member: number): number {
    const own = this.#groupOf[member];
    let nearest = -1;
    let least = Infinity;
    for (const group of this.#alive) {
      if (group === own) continue;
      const distance = this.#meanTo(member, group);
      if (distance >= least) continue;
      nearest = group;
      least = distance;
    }
    return nearest;
  }
}
