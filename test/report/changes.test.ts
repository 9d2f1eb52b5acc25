import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { resultChanges } from '../../src/report/changes/result-changes.js';
import type { Matrix } from '../../src/report/results.js';
import { TABLES } from '../../src/report/tables/index.js';
import { tablePieces } from '../../src/report/tables/table.js';

const folder = mkdtempSync(path.join(tmpdir(), 'kindred-changes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings = { partition: 'labels', reducer: 'pca', clusterer: 'kmeans', measure: 'rand' } as const;

/** Members in this order agree as `agreement` says. */
function matrix(of: string, members: readonly string[], agreement: (a: string, b: string) => number): Matrix {
  const values = members.map((a) => members.map((b) => (a === b ? 1 : agreement(a, b))));
  return { ...settings, across: 'models', of, epoch: 1, members, values, chance: 0 };
}

/** Files of the tables of results that have nothing but matrices. */
function tablesOf(side: string, matrices: readonly Matrix[]) {
  const traits = { fields: [], models: [] };
  const assigned = { ids: [], classes: [], partitions: [] };
  const nothing = { models: [], traits, scores: [], clusters: [], assigned, chances: [], kindred: [] };
  const fileOf = (name: string) => {
    const table = TABLES.find((one) => one.name === name);
    if (table === undefined) throw new Error(`no table ${name}`);
    const file = path.join(folder, `${side}-${name}.csv`);
    writeFileSync(file, Buffer.concat([...tablePieces(table, { ...nothing, matrices })]));
    return file;
  };
  return { models: fileOf('models'), similarity: fileOf('similarity'), groups: fileOf('groups') };
}

const similarityOf = async (before: readonly Matrix[], after: readonly Matrix[]) =>
  (await resultChanges(tablesOf('before', before), tablesOf('after', after))).similarity;

const number = (name: string) => Number(name.slice(1));
const distance = (a: string, b: string) => 1 / (1 + Math.abs(number(a) - number(b)));
const half = (a: string, b: string) => distance(a, b) / 2;
const named = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`);
const id = (layer: string) => `compare/models/${layer}@1/pca/kmeans/labels/rand`;

test('matrices meet whatever their order in the two tables, and come in that of the later', async () => {
  const members = named(4);
  const layers = ['one', 'two', 'three', 'four'];
  const before = layers.map((layer) => matrix(layer, members, distance));
  const after = layers.toReversed().map((layer) => matrix(layer, members, layer === 'two' ? distance : half));
  const { all, changed } = await similarityOf(before, [...after, matrix('new', members, half)]);
  expect(all).toBe(5);
  expect(changed.map((change) => change.id)).toEqual(['four', 'three', 'one', 'new'].map(id));
  expect(changed[0].largest).toEqual({ a: 'm0', b: 'm1', before: 0.5, after: 0.25 });
  expect(changed.at(-1)).toMatchObject({ mean: { before: undefined }, largest: undefined });
});

test('of large matrices there is one of two halves, and models in another order are the same pairs', async () => {
  const members = named(201);
  const before = [matrix('fc', members, distance)];
  expect(await similarityOf(before, [matrix('fc', members.toReversed(), distance)])).toEqual({ all: 1, changed: [] });
  const { changed } = await similarityOf(before, [matrix('fc', [...members.toReversed(), 'm900'], half)]);
  const mean = (201 * 200) / 2;
  const sum = members.flatMap((a, i) => members.slice(i + 1).map((b) => distance(a, b))).reduce((x, y) => x + y);
  expect(changed[0].mean.before).toBeCloseTo(sum / mean, 12);
  expect(changed[0].mean.after).toBeCloseTo(sum / mean / 2, 12);
});

test('a whole matrix of few and half a matrix of many are compared over the pairs that both have', async () => {
  const before = [matrix('fc', named(150), distance)];
  const after = [matrix('fc', named(210).toReversed(), distance)];
  expect(await similarityOf(before, after)).toEqual({ all: 1, changed: [] });
});
