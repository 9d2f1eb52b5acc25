import path from 'node:path';
import { expect, test } from 'vitest';
import { decodeDataset, factsOf, filesOf, rulesOf } from '../../src/data/dataset.js';
import { isFailure } from '../../src/data/failure.js';
import type { CsvChoice } from '../../src/language/config.js';
import { temporaryFolder } from './temporary-folder.js';

const TABLE = `height,species,width
1.5,oak,2
-3e1, ash ,.25
4,oak,5
6,ash,7
`;

function choiceOf(
  table: string,
  changes: Partial<CsvChoice> = {},
  files: Readonly<Record<string, string>> = {},
): CsvChoice {
  const folder = temporaryFolder({ 'table.csv': table, ...files });
  const { test: tests = 0.5, ...others } = changes;
  const own = typeof tests === 'string' ? path.join(folder, tests) : tests;
  const file = path.join(folder, 'table.csv');
  return { type: 'csv', file, label: 'species', features: undefined, test: own, ...others };
}

function decoded(choice: CsvChoice) {
  const dataset = decodeDataset(rulesOf(choice, 1), filesOf(choice));
  if (isFailure(dataset)) throw new Error(`${dataset.code}: ${dataset.message}`);
  return dataset;
}

test('features are float32 in the order of the columns, classes the sorted labels', () => {
  const choice = choiceOf(TABLE, { test: 'test.csv' }, { 'test.csv': 'species,width,height\noak,8,9\n' });
  expect(factsOf(choice)).toEqual({ inputShape: [1, 1, 2], classNames: ['ash', 'oak'], train: [2, 2], test: [0, 1] });
  const { train, test: tests } = decoded(choice);
  expect(train).toEqual({
    values: Float32Array.of(1.5, 2, -30, 0.25, 4, 5, 6, 7),
    labels: Uint8Array.of(1, 0, 1, 0),
    ids: Int32Array.of(0, 1, 2, 3),
    count: 4,
  });
  expect(tests).toEqual({ values: Float32Array.of(9, 8), labels: Uint8Array.of(1), ids: Int32Array.of(4), count: 1 });
});

test('columns can be chosen, in any order', () => {
  const { train, test: tests, inputShape } = decoded(choiceOf(TABLE, { features: ['width'] }));
  expect(inputShape).toEqual([1, 1, 1]);
  expect([...train.values, ...tests.values].sort()).toEqual([0.25, 2, 5, 7]);
});

test.each([
  ['carriage returns', TABLE.replaceAll('\n', '\r\n')],
  ['a byte order mark', `\ufeff${TABLE}`],
  ['quotes', TABLE.replace('height', '"height"').replace('4,oak', '"4","oak"')],
  ['empty lines', TABLE.replaceAll('\n', '\n\n')],
  ['no last line break', TABLE.trimEnd()],
])('%s change nothing', (_, table) => {
  expect(decoded(choiceOf(table))).toEqual(decoded(choiceOf(TABLE)));
});

test('labels that are whole numbers are in their order', () => {
  const rows = [10, 9, -1, 2, 10, 9, -1, 2].map((label) => `1,${label},2\n`).join('');
  expect(factsOf(choiceOf(`height,species,width\n${rows}`))).toMatchObject({ classNames: ['-1', '2', '9', '10'] });
});

test.each<[string, string, string, string, string]>([
  [
    'a word for a number',
    'bad-cell',
    TABLE.replace('oak,5', 'oak,five'),
    ':4:7: `five` in column `width` is not a number',
    'file',
  ],
  ['a missing number', 'bad-cell', TABLE.replace('4,', ','), ':4:1: `` in column `height` is not a number', 'file'],
  ['a hexadecimal number', 'bad-cell', TABLE.replace('4,', '0x4,'), ':4:1: `0x4`', 'file'],
  ['a missing label', 'bad-cell', TABLE.replace('4,oak', '4,'), ':4:3: the label is empty', 'file'],
  ['NaN', 'not-finite', TABLE.replace('6,', 'NaN,'), ':5:1: `NaN` in column `height` is not a finite number', 'file'],
  ['too large a number', 'not-finite', TABLE.replace('7', '1e39'), ':5:7: `1e39` in column `width`', 'file'],
  ['a row that is short', 'ragged-row', TABLE.replace('4,oak,5', '4,oak'), ':4:1: this row has 2 cells', 'file'],
  ['a row that is long', 'ragged-row', TABLE.replace('6,ash,7', '6,ash,7,8'), ':5:1: this row has 4 cells', 'file'],
  ['a cell after a quoted one', 'bad-cell', TABLE.replace('4,oak,5', '4,"oa,\nk",x'), ':5:4: `x`', 'file'],
  [
    'a cell after carriage returns',
    'bad-cell',
    TABLE.replace('oak,5', 'oak,x').replaceAll('\n', '\r\n'),
    ':4:7: `x`',
    'file',
  ],
  ['an open quote', 'malformed-dataset', TABLE.replace('4,oak', '4,"oak'), 'Quote Not Closed', 'file'],
  ['no such column', 'unknown-column', TABLE.replace('species', 'specie'), 'has no column `species`', 'label'],
  ['a column twice', 'malformed-dataset', TABLE.replace('width', 'height'), 'two columns are named `height`', 'file'],
  ['only a header', 'malformed-dataset', 'height,species\n', 'it has no rows below its header', 'file'],
  ['nothing', 'malformed-dataset', '', 'is empty', 'file'],
  ['only labels', 'malformed-dataset', 'species\noak\nash\n', 'it has no column besides the label', 'file'],
  ['one class', 'bad-classes', TABLE.replaceAll('ash', 'oak'), 'all samples are of one class', 'label'],
  ['too many classes', 'bad-classes', manyClasses(), 'the label column has 257 different values', 'label'],
])('%s: %s', (_, code, table, message, place) => {
  const failure = factsOf(choiceOf(table));
  expect(failure).toMatchObject({
    code,
    message: expect.stringContaining(message),
    path: ['dataset', 'use', 'csv', place],
  });
});

test('a class of the test file that is in no training sample is refused', () => {
  const choice = choiceOf(TABLE, { test: 'test.csv' }, { 'test.csv': 'height,species,width\n1,oak,2\n1,elm,2\n' });
  expect(factsOf(choice)).toMatchObject({
    code: 'bad-label',
    message: expect.stringContaining('class `elm` of row 2 is not in the training file'),
    path: ['dataset', 'use', 'csv', 'test'],
  });
});

test('a file that is not there is a failure', () => {
  expect(factsOf({ ...choiceOf(TABLE), file: '/nowhere/iris.csv' })).toMatchObject({
    code: 'missing-dataset',
    message: '/nowhere/iris.csv is missing',
  });
});

function manyClasses(): string {
  return `height,species\n${Array.from({ length: 257 }, (_, at) => `1,c${at}\n`).join('')}`;
}
