import { type Changes, changesOf, type Pair } from './changes.js';
import { rowsOf } from './rows.js';
import { SETTINGS } from './settings.js';

export interface SimilarityChange {
  /** As the step that made the matrix. */
  readonly id: string;
  /** Mean over the pairs of different members that both results have. */
  readonly mean: Pair<number>;
  /** The pair whose value differs most; undefined where no pair is in both results. */
  readonly largest: PairChange | undefined;
}

interface PairChange {
  readonly a: string;
  readonly b: string;
  readonly before: number;
  readonly after: number;
}

/**
 * Of two files `similarity.csv`. Reads both a matrix at a time, and keeps only matrices whose counterpart is still to come: two experiments mostly have
 * theirs in the same order, and all together may not fit into memory.
 */
export function similarityChanges(before: string, after: string): Changes<SimilarityChange> {
  const [old, now] = [new Side(before), new Side(after)];
  const changes = new Map<string, SimilarityChange | undefined>();
  for (let isMore = true; isMore; ) {
    const ids = [old.readMatrix(), now.readMatrix()];
    for (const id of ids) {
      const [earlier, later] = [old.waiting.get(id ?? ''), now.waiting.get(id ?? '')];
      if (id === undefined || earlier === undefined || later === undefined) continue;
      changes.set(id, changeOf(id, earlier, later));
      old.waiting.delete(id);
      now.waiting.delete(id);
    }
    isMore = ids.some((id) => id !== undefined);
  }
  return changesOf(old.ids, now.ids, (id) =>
    changes.has(id) ? changes.get(id) : changeOfOthers(id, old.waiting.get(id), now.waiting.get(id)),
  );
}

/** One of the two tables: the rows of each of its matrices are together. */
class Side {
  readonly ids = new Set<string>();
  /** Those whose counterpart has not come. */
  readonly waiting = new Map<string, Cells>();
  readonly #matrices: Iterator<readonly [id: string, cells: Cells]>;

  constructor(file: string) {
    this.#matrices = matricesOf(file);
  }

  /** The id of the next one; undefined at the end. */
  readMatrix(): string | undefined {
    const { value, done } = this.#matrices.next();
    if (done) return undefined;
    const [id, cells] = value;
    this.ids.add(id);
    this.waiting.set(id, cells);
    return id;
  }
}

function* matricesOf(file: string): Generator<readonly [id: string, cells: Cells]> {
  let matrix: { readonly first: readonly string[]; readonly cells: Cells } | undefined;
  for (const row of rowsOf(file, [...OF_MATRIX, 'a', 'b', 'value'])) {
    if (matrix === undefined || !isOfSame(matrix.first, row)) {
      if (matrix !== undefined) yield [idOf(matrix.first), matrix.cells];
      matrix = { first: row, cells: new Cells() };
    }
    const [a, b, value] = row.slice(OF_MATRIX.length);
    matrix.cells.add(a, b, Number(value));
  }
  if (matrix !== undefined) yield [idOf(matrix.first), matrix.cells];
}

/** What all rows of a matrix have alike. */
const OF_MATRIX = ['epoch', 'layer', 'model', 'across', ...SETTINGS];

function isOfSame(first: readonly string[], row: readonly string[]): boolean {
  return OF_MATRIX.every((_, index) => first[index] === row[index]);
}

function idOf([epoch, layer, model, across, ...rest]: readonly string[]): string {
  const settings = rest.slice(0, SETTINGS.length).join('/');
  return `compare/${across}/${across === 'models' ? layer : model}@${epoch}/${settings}`;
}

/**
 * Values by pairs of different members, whichever of them is named first: large tables have one of the two. Members are
 * numbered as they come, since their names would take more room than the values.
 */
class Cells {
  readonly #names: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #values = new Map<number, number>();

  add(a: string, b: string, value: number): void {
    if (a === b) return;
    const key = keyOf(this.#numberOf(a), this.#numberOf(b));
    if (!this.#values.has(key)) this.#values.set(key, value);
  }

  get(a: string, b: string): number | undefined {
    const [first, second] = [this.#numbers.get(a), this.#numbers.get(b)];
    return first === undefined || second === undefined ? undefined : this.#values.get(keyOf(first, second));
  }

  *pairs(): Iterable<{ readonly a: string; readonly b: string; readonly value: number }> {
    for (const [key, value] of this.#values)
      yield { a: this.#names[Math.floor(key / MOST_MEMBERS)], b: this.#names[key % MOST_MEMBERS], value };
  }

  #numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }
}

/** More than any matrix has. */
const MOST_MEMBERS = 0x10_0000;

function keyOf(first: number, second: number): number {
  return Math.min(first, second) * MOST_MEMBERS + Math.max(first, second);
}

function changeOf(id: string, old: Cells, now: Cells): SimilarityChange | undefined {
  const sum = { before: 0, after: 0 };
  let shared = 0;
  let largest: PairChange | undefined;
  const change = (pair: PairChange) => Math.abs(pair.after - pair.before);
  for (const { a, b, value: after } of now.pairs()) {
    const before = old.get(a, b);
    if (before === undefined) continue;
    shared++;
    sum.before += before;
    sum.after += after;
    const pair = { a, b, before, after };
    if (largest === undefined || change(pair) > change(largest)) largest = pair;
  }
  if (largest === undefined) return changeOfOthers(id, old, now);
  return change(largest) === 0
    ? undefined
    : { id, mean: { before: sum.before / shared, after: sum.after / shared }, largest };
}

/** Only one result has the matrix, or the two have no pair in common. */
function changeOfOthers(id: string, old: Cells | undefined, now: Cells | undefined): SimilarityChange | undefined {
  const mean = { before: meanOf(old), after: meanOf(now) };
  return mean.before === undefined && mean.after === undefined ? undefined : { id, mean, largest: undefined };
}

function meanOf(cells: Cells | undefined): number | undefined {
  const values = [...(cells?.pairs() ?? [])].map(({ value }) => value);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
