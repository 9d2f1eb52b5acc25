import { parse } from 'csv-parse/sync';
import { groupBy } from '../algorithms/group-by.js';
import { type Cell, csvPieces } from './csv.js';

/** One of the experiments that a matrix makes. */
export interface SummaryCase {
  readonly name: string;
  /** What it has of the fields that the matrix varies. */
  readonly values: Readonly<Record<string, string | number>>;
  /** Its tables as text; a word why there are none. */
  readonly tables: { readonly models: string; readonly groups: string } | 'failed' | 'not run';
}

/** The tables over all experiments of a matrix, by the names of their files. */
export function summaryFiles(cases: readonly SummaryCase[]): Map<string, Uint8Array> {
  const read = cases.map(readCase);
  const fields = [...new Set(cases.flatMap(({ values }) => Object.keys(values)))];
  return new Map([
    ['summary.csv', tableOf(['case', ...fields, 'state', ...TREE, ...MEMBER], summaryRows(read, fields))],
    ['together.csv', tableOf([...TREE, 'a', 'b', 'cases', 'together', 'oneGroup', 'missing'], togetherRows(read))],
  ]);
}

const TREE = ['partition', 'reducer', 'clusterer', 'measure', 'layer', 'epoch'];
const MEMBER = ['model', 'group', 'accuracy', 'silhouette'];

function tableOf(columns: readonly string[], rows: Iterable<readonly Cell[]>): Uint8Array {
  return Buffer.concat([...csvPieces(columns, rows)]);
}

type Row = Readonly<Record<string, string>>;

interface ReadCase extends Omit<SummaryCase, 'tables'> {
  readonly state: 'done' | 'failed' | 'not run';
  readonly groups: readonly Row[];
  readonly models: readonly Row[];
}

function readCase({ name, values, tables }: SummaryCase): ReadCase {
  if (typeof tables === 'string') return { name, values, state: tables, groups: [], models: [] };
  const rowsOf = (text: string) => parse<Row>(text, { columns: true });
  return { name, values, state: 'done', groups: rowsOf(tables.groups), models: rowsOf(tables.models) };
}

/** A row for each model of each tree; without trees, of each model at its last epoch; of a case without results, one. */
function* summaryRows(cases: readonly ReadCase[], fields: readonly string[]): Iterable<readonly Cell[]> {
  for (const { name, values, state, groups, models } of cases) {
    const head = [name, ...fields.map((field) => values[field]), state];
    const rows = groups.length > 0 ? groups : lastOf(models);
    for (const row of rows.length > 0 ? rows : [{} as Row])
      yield [...head, ...[...TREE, ...MEMBER].map((column) => row[column])];
  }
}

/** Of each model; the tree's columns are empty but the epoch. */
function lastOf(models: readonly Row[]): readonly Row[] {
  const last = new Map(models.map((row) => [row['model'], row]));
  return [...last.values()].map(({ model, epoch, accuracy }) => ({ model, epoch, accuracy }));
}

/** In how many cases both models are in the tree, fall into one group of it, and do so because all models are one group. */
interface Count {
  cases: number;
  together: number;
  oneGroup: number;
}

/** Above this, only the trees of the means. */
const MOST_MODELS = 200;

function* togetherRows(cases: readonly ReadCase[]): Iterable<readonly Cell[]> {
  const names = [...new Set(cases.flatMap(({ models }) => models.map(({ model }) => model)))];
  const missing = cases.filter(({ state }) => state !== 'done').length;
  for (const [, tree] of treesOf(cases, names.length > MOST_MODELS)) {
    const counts = countsOf(tree, names);
    const settings = TREE.map((column) => tree[0][0][column]);
    for (const [pair, { cases: all, together, oneGroup }] of counts) {
      const [a, b] = [names[Math.floor(pair / names.length)], names[pair % names.length]];
      yield [...settings, a, b, all, together, oneGroup, missing];
    }
  }
}

/** By the settings and the place of a tree, its rows in each case that has it. */
function treesOf(cases: readonly ReadCase[], areMeans: boolean): Map<string, (readonly Row[])[]> {
  const trees = new Map<string, (readonly Row[])[]>();
  for (const { groups } of cases) {
    const rows = areMeans ? groups.filter(({ layer }) => layer === 'mean') : groups;
    for (const [id, tree] of groupBy(rows, (row) => JSON.stringify(TREE.map((column) => row[column])))) {
      const known = trees.get(id);
      if (known === undefined) trees.set(id, [tree]);
      else known.push(tree);
    }
  }
  return trees;
}

/** By pair, in the order in which the experiments list their models: the place of the first times how many there are, and that of the second. */
function countsOf(tree: readonly (readonly Row[])[], names: readonly string[]): Map<number, Count> {
  const places = new Map(names.map((name, place) => [name, place]));
  const counts = new Map<number, Count>();
  for (const rows of tree) {
    const members = rows.map(({ model, group }) => ({ place: places.get(model) ?? 0, group }));
    members.sort((a, b) => a.place - b.place);
    const isOneGroup = new Set(rows.map(({ group }) => group)).size === 1;
    for (const [index, a] of members.entries()) {
      for (const b of members.slice(index + 1))
        add(counts, a.place * names.length + b.place, a.group === b.group, isOneGroup);
    }
  }
  return new Map([...counts].sort(([a], [b]) => a - b));
}

function add(counts: Map<number, Count>, pair: number, isTogether: boolean, isOneGroup: boolean): void {
  const count = counts.get(pair) ?? { cases: 0, together: 0, oneGroup: 0 };
  count.cases++;
  if (isTogether) count.together++;
  if (isOneGroup) count.oneGroup++;
  counts.set(pair, count);
}
