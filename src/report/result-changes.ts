import { parse } from 'csv-parse/sync';
import { groupBy } from '../algorithms/group-by.js';
import type { Settings } from './results.js';

/** The tables of a results folder, as text. */
export interface ResultTables {
  readonly models: string;
  readonly similarity: string;
  readonly groups: string;
}

/** A value in two results; undefined where one does not have it. */
export interface Pair<Value> {
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

/** Accuracy on the test split, 0..1. */
export interface AccuracyChange extends Pair<number> {
  readonly model: string;
  readonly epoch: number;
}

export interface SimilarityChange {
  /** As the step that made the matrix. */
  readonly id: string;
  /** Mean over the pairs of different members that both results have. */
  readonly mean: Pair<number>;
  /** The pair whose value differs most; undefined where no pair is in both results. */
  readonly largest: (Pair<number> & { readonly a: string; readonly b: string }) | undefined;
}

export interface GroupsChange extends Pair<readonly (readonly string[])[]> {
  /** As the step that made the tree, with the matrix that it is of: a layer and an epoch, or the mean of all. */
  readonly id: string;
}

/** What differs between two results, and of how many. */
export interface ResultChanges {
  readonly accuracy: Changes<AccuracyChange>;
  readonly similarity: Changes<SimilarityChange>;
  readonly groups: Changes<GroupsChange>;
}

interface Changes<Change> {
  /** In either of the results. */
  readonly all: number;
  readonly changed: readonly Change[];
}

type Row = Readonly<Record<string, string>>;

export function resultChanges(before: ResultTables, after: ResultTables): ResultChanges {
  const rows = (name: keyof ResultTables) => ({ before: rowsOf(before[name]), after: rowsOf(after[name]) });
  return {
    accuracy: changesOf(rows('models'), ({ model, epoch }) => `${model}@${epoch}`, accuracyChange),
    similarity: changesOf(rows('similarity'), matrixId, similarityChange),
    groups: changesOf(rows('groups'), treeId, groupsChange),
  };
}

function rowsOf(table: string): Row[] {
  return parse<Row>(table, { columns: true });
}

/** Takes rows with the same id together; `changeOf` gives nothing where both results have the same. */
function changesOf<Change>(
  { before, after }: { readonly before: readonly Row[]; readonly after: readonly Row[] },
  idOf: (row: Row) => string,
  changeOf: (id: string, before: readonly Row[], after: readonly Row[]) => Change | undefined,
): Changes<Change> {
  const [old, now] = [groupBy(before, idOf), groupBy(after, idOf)];
  const ids = [...new Set([...now.keys(), ...old.keys()])];
  const changed = ids.flatMap((id) => changeOf(id, old.get(id) ?? [], now.get(id) ?? []) ?? []);
  return { all: ids.length, changed };
}

function accuracyChange(_: string, [before]: readonly Row[], [after]: readonly Row[]): AccuracyChange | undefined {
  if (before?.accuracy === after?.accuracy) return undefined;
  const { model, epoch } = before ?? after;
  const accuracyOf = (row: Row | undefined) => (row === undefined ? undefined : Number(row.accuracy));
  return { model, epoch: Number(epoch), before: accuracyOf(before), after: accuracyOf(after) };
}

function matrixId({ across, model, layer, epoch, ...settings }: Row): string {
  return `compare/${across}/${across === 'models' ? layer : model}@${epoch}/${settingsId(settings)}`;
}

function treeId({ layer, epoch, ...settings }: Row): string {
  return `kindred/${settingsId(settings)} ${layer === 'mean' ? 'mean' : `${layer}@${epoch}`}`;
}

function settingsId({ reducer, clusterer, partition, measure }: Partial<Record<keyof Settings, string>>): string {
  return [reducer, clusterer, partition, measure].join('/');
}

function similarityChange(id: string, before: readonly Row[], after: readonly Row[]): SimilarityChange | undefined {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  const shared = [...now].flatMap(([pair, { a, b, value }]) => {
    const earlier = old.get(pair)?.value;
    return earlier === undefined ? [] : [{ a, b, before: earlier, after: value }];
  });
  if (shared.length === 0) return changeOfOthers(id, old, now);
  if (shared.every((pair) => pair.before === pair.after)) return undefined;
  const mean = { before: meanOf(shared.map((pair) => pair.before)), after: meanOf(shared.map((pair) => pair.after)) };
  const change = (pair: (typeof shared)[number]) => Math.abs(pair.after - pair.before);
  const largest = shared.reduce((most, pair) => (change(pair) > change(most) ? pair : most));
  return { id, mean, largest };
}

interface Cell {
  readonly a: string;
  readonly b: string;
  readonly value: number;
}

/** Of different members, by their names. */
function valuesOf(rows: readonly Row[]): Map<string, Cell> {
  const cells = rows.map(({ a, b, value }) => ({ a, b, value: Number(value) })).filter(({ a, b }) => a !== b);
  return new Map(cells.map((cell) => [`${cell.a} ${cell.b}`, cell]));
}

type Values = ReadonlyMap<string, Cell>;

/** Only one result has the matrix, or the two have no pair in common. */
function changeOfOthers(id: string, old: Values, now: Values): SimilarityChange | undefined {
  if (old.size === 0 && now.size === 0) return undefined;
  const mean = (values: Values) => meanOf([...values.values()].map(({ value }) => value));
  return { id, mean: { before: mean(old), after: mean(now) }, largest: undefined };
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function groupsChange(id: string, before: readonly Row[], after: readonly Row[]): GroupsChange | undefined {
  const change = { before: groupsOf(before), after: groupsOf(after) };
  return JSON.stringify(change.before) === JSON.stringify(change.after) ? undefined : { id, ...change };
}

/** In an order that says nothing: of groups by their first member, of members by name. */
function groupsOf(rows: readonly Row[]): string[][] | undefined {
  if (rows.length === 0) return undefined;
  const groups = [...groupBy(rows, ({ group }) => group).values()].map((group) =>
    group.map(({ model }) => model).sort(),
  );
  return groups.sort(([a], [b]) => (a < b ? -1 : 1));
}
