/** How two partitions of the same samples overlap. */
export interface ContingencyTable {
  readonly samples: number;
  /** Sizes of the clusters of a and of b, in order of first appearance. */
  readonly rowSums: readonly number[];
  readonly columnSums: readonly number[];
  /** The counts n_ij that are not zero, in order of first appearance. */
  readonly cells: readonly number[];
}

/** Counts the samples of each pair of clusters; ids are any integers, gaps allowed. O(n), whatever the number of clusters. */
export function contingencyTable(a: Int32Array, b: Int32Array): ContingencyTable {
  if (a.length !== b.length) {
    throw new RangeError(`expected partitions of the same samples, got ${a.length} and ${b.length} samples`);
  }
  const rows = new Counter();
  const columns = new Counter();
  const cells = new Counter();
  for (let i = 0; i < a.length; i++) {
    const row = rows.add(a[i]);
    const column = columns.add(b[i]);
    cells.add(row * a.length + column);
  }
  return { samples: a.length, rowSums: rows.counts, columnSums: columns.counts, cells: cells.counts };
}

/** Pairs within each of the counted sets: the sum of C(count, 2), exact for up to 9e7 samples. */
export function pairsWithin(counts: readonly number[]): number {
  let pairs = 0;
  for (const count of counts) pairs += (count * (count - 1)) / 2;
  return pairs;
}

/** Counts per key, indexed by the order in which the keys came. */
class Counter {
  readonly counts: number[] = [];
  readonly #indexOf = new Map<number, number>();

  add(key: number): number {
    const known = this.#indexOf.get(key);
    if (known !== undefined) {
      this.counts[known]++;
      return known;
    }
    this.#indexOf.set(key, this.counts.length);
    return this.counts.push(1) - 1;
  }
}
