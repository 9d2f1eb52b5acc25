import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, describe, expect, it, test } from 'vitest';
import { rowsOf } from '../../src/report/changes/rows.js';
import { csvPieces } from '../../src/report/csv.js';
import type { Shown } from '../../src/report/material.js';
import { TABLES } from '../../src/report/tables/index.js';
import { tablePieces } from '../../src/report/tables/table.js';
import { visible } from '../../src/report/visible.js';
import { fixture } from './fixture.js';

const folder = mkdtempSync(path.join(tmpdir(), 'kindred-tables-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const whole = (pieces: Iterable<Uint8Array>) => Buffer.concat([...pieces]).toString();

describe('the columns of a table', () => {
  const results = fixture({ models: ['NN0', 'NN1', 'NN2'], reducers: ['pca', 'pca(components=2)'] });
  const [{ model, epoch, layer }] = results.clusters;
  const partitions = ['pca', 'pca(components=2)'].map((reducer) => {
    return { model, epoch, layer, reducer, clusterer: 'kmeans', clusters: [0, 1] };
  });
  const shown: Shown = { ...results, assigned: { ids: [3, 9], classes: ['coat', 'bag'], partitions } };

  it.each(TABLES)('$name: each has a name of its own, and every row a cell for each', (table) => {
    const [columns, ...rows] = parse(whole(tablePieces(table, shown)));
    expect(new Set(columns).size).toBe(columns.length);
    expect(columns).not.toContain('');
    expect(rows.length).toBeGreaterThan(0);
  });

  it.each(TABLES)('$name: the docs tell of all that every experiment has, and of no other', ({ name, columns }) => {
    const [, section = ''] = readFileSync('docs/tables.md', 'utf8').split(`\n## ${name}.csv:`);
    const firstCells = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| (`[^|]*) \|/gm)].map(([, cell]) => cell);
    const told = firstCells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, column]) => column));
    // What is in capitals stands for names of the experiment.
    expect(told.filter((column) => !/[A-Z]{3}/.test(column)).sort()).toEqual([...columns].sort());
  });
});

test('any texts are read back as they were, but for what nobody sees, by other programs and by diff', () => {
  const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', '"', '\n', 'a,b', '\r\n', '"\n"', ' x '));
  const row = fc.tuple(cell, cell, cell);
  const file = path.join(folder, 'any.csv');
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
      writeFileSync(file, whole(csvPieces(['a', 'b', 'c'], rows)));
      const expected = rows.map((cells) => cells.map(visible));
      expect(parse(readFileSync(file), { from: 2 })).toEqual(expected);
      expect([...rowsOf(file, ['c', 'a', 'none'])]).toEqual(expected.map(([a, , c]) => [c, a, '']));
    }),
  );
});

test('a table that is longer than a piece is read whole, with line breaks inside of quotes wherever a piece ends', () => {
  const file = path.join(folder, 'long.csv');
  const rows = Array.from({ length: 60_000 }, (_, index) => [`${index} "two\nlines", äöü`, index]);
  writeFileSync(file, whole(csvPieces(['text', 'number'], rows)));
  expect([...rowsOf(file, ['text', 'number'])]).toEqual(rows.map(([text, index]) => [text, String(index)]));
});
