import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keptFacts } from '../../src/cli/kept-facts.js';
import { factsOf } from '../../src/data/dataset.js';
import { isObject } from '../../src/formats/json-shape.js';
import { readSealed, tryToWriteSealed } from '../../src/store/sealed-file.js';

const folder = mkdtempSync(path.join(tmpdir(), 'kindred-facts-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, 'table.csv');
const record = path.join(folder, 'cache', 'facts.json');
const choice = {
  type: 'csv',
  file,
  label: 'kind',
  features: undefined,
  exclude: [],
  separator: 'auto',
  missing: 'refuse',
  test: 0.2,
} as const;

function write(classes: number): void {
  const rows = Array.from({ length: 80_000 }, (_, at) => `${at / 7},${at % 3},k${at % classes}`);
  writeFileSync(file, `a,b,kind\n${rows.join('\n')}\n`);
  utimesSync(file, 1e9, 1e9);
}

test('facts of a large table are kept by its content, and only what can be facts is believed', () => {
  write(2);
  const kept = keptFacts(path.join(folder, 'cache'));
  const facts = factsOf(choice);
  expect(kept(choice)).toEqual(facts);
  const [[key]] = Object.entries(readSealed(record, isObject) ?? {});
  // What is in the record is what is told: the table was not read again.
  tryToWriteSealed(record, { [key]: { ...facts, classNames: ['x', 'y'] } });
  expect(kept(choice)).toMatchObject({ classNames: ['x', 'y'] });
  for (const wrong of [null, {}, { ...facts, train: [1] }, { ...facts, notes: { always: [7] } }, 'facts']) {
    tryToWriteSealed(record, { [key]: wrong });
    expect(kept(choice)).toEqual(facts);
  }
  writeFileSync(record, 'broken');
  expect(kept(choice)).toEqual(facts);
});

test('another content or other options have facts of their own; a failure is not kept', () => {
  const kept = keptFacts(path.join(folder, 'cache'));
  write(3);
  expect(kept(choice)).toMatchObject({ classNames: ['k0', 'k1', 'k2'] });
  expect(kept({ ...choice, exclude: ['a'] })).toMatchObject({ inputShape: [1, 1, 1] });
  const before = readFileSync(record, 'utf8');
  expect(kept({ ...choice, label: 'sort' })).toMatchObject({ code: 'unknown-column' });
  expect(readFileSync(record, 'utf8')).toBe(before);
});

test('what is no file is left to the adapter', () => {
  const kept = keptFacts(path.join(folder, 'cache'));
  expect(kept({ ...choice, file: '/dev/null' })).toMatchObject({ code: 'unreadable-dataset' });
  expect(kept({ ...choice, file: path.join(folder, 'gone.csv') })).toMatchObject({ code: 'missing-dataset' });
  expect(kept({ ...choice, file: path.join(file, 'x') })).toMatchObject({ code: 'missing-dataset' });
});
