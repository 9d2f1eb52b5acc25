import path from 'node:path';
import { expect, test } from 'vitest';
import { decodeDataset, factsOf, factsOnce, filesOf, rulesOf } from '../../src/data/dataset.js';
import { isFailure } from '../../src/data/failure.js';
import type { CsvChoice } from '../../src/language/config.js';
import { temporaryFolder } from './temporary-folder.js';

const TABLE = `height,species,width
1.5,oak,2
-3e1, ash ,.25
4,oak,5
6,ash,7
`;

const DEFAULTS = {
  type: 'csv',
  label: 'species',
  features: undefined,
  exclude: [],
  separator: 'auto',
  missing: 'refuse',
} as const;

function choiceOf(
  table: string | Uint8Array,
  changes: Partial<CsvChoice> = {},
  files: Readonly<Record<string, string>> = {},
): CsvChoice {
  const folder = temporaryFolder({ 'table.csv': table, ...files });
  const { test: tests = 0.5, ...others } = changes;
  const own = typeof tests === 'string' ? path.join(folder, tests) : tests;
  const file = path.join(folder, 'table.csv');
  return { ...DEFAULTS, file, test: own, ...others };
}

function decoded(choice: CsvChoice) {
  const dataset = decodeDataset(rulesOf(choice, 1), filesOf(choice));
  if (isFailure(dataset)) throw new Error(`${dataset.code}: ${dataset.message}`);
  return dataset;
}

test('features are float64, until they are standardized or rounded, in the order of the columns, classes the sorted labels', () => {
  const choice = choiceOf(TABLE, { test: 'test.csv' }, { 'test.csv': 'species,width,height\noak,8,9\n' });
  expect(factsOf(choice)).toMatchObject({
    inputShape: [1, 1, 2],
    classNames: ['ash', 'oak'],
    train: [2, 2],
    test: [0, 1],
  });
  const { train, test: tests } = decoded(choice);
  expect(train).toEqual({
    values: Float64Array.of(1.5, 2, -30, 0.25, 4, 5, 6, 7),
    labels: Uint8Array.of(1, 0, 1, 0),
    ids: Int32Array.of(0, 1, 2, 3),
    count: 4,
  });
  expect(tests).toEqual({ values: Float64Array.of(9, 8), labels: Uint8Array.of(1), ids: Int32Array.of(4), count: 1 });
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
  ['single carriage returns', TABLE.replaceAll('\n', '\r')],
  ['semicolons', TABLE.replaceAll(',', ';')],
  ['tabs', TABLE.replaceAll(',', '\t')],
  ['pipes', TABLE.replaceAll(',', '|')],
])('%s change nothing', (_, table) => {
  expect(decoded(choiceOf(table))).toEqual(decoded(choiceOf(TABLE)));
});

test('labels that are whole numbers are in their order', () => {
  const rows = [10, 9, -1, 2, 10, 9, -1, 2].map((label) => `1,${label},2\n`).join('');
  expect(factsOf(choiceOf(`height,species,width\n${rows}`))).toMatchObject({ classNames: ['-1', '2', '9', '10'] });
});

test.each<[string, string, string | Uint8Array, string, string]>([
  [
    'a word for a number',
    'bad-cell',
    TABLE.replace('oak,5', 'oak,five'),
    ':4:7: `five` in column `width` is not a number',
    'file',
  ],
  [
    'a missing number',
    'missing-values',
    TABLE.replace('4,', ','),
    ':4:1: a cell is missing, in 1 of 4 rows: 1 in `height`',
    'file',
  ],
  ['a hexadecimal number', 'bad-cell', TABLE.replace('4,', '0x4,'), ':4:1: `0x4`', 'file'],
  ['a missing label', 'bad-cell', TABLE.replace('4,oak', '4,'), ':4:3: the label is empty', 'file'],
  ['NaN', 'missing-values', TABLE.replace('6,', 'NaN,'), ':5:1: a cell is missing', 'file'],
  [
    'an infinity',
    'not-finite',
    TABLE.replace('6,', '-inf,'),
    ':5:1: `-inf` in column `height` is not a finite',
    'file',
  ],
  [
    'cells that are missing in many ways',
    'missing-values',
    TABLE.replace('4,', 'N/A,').replace('6,', '?,').replace('oak,2', 'oak,null'),
    ':2:9: 3 cells are missing, in 3 of 4 rows: 2 in `height`, 1 in `width`',
    'file',
  ],
  [
    'a decimal comma',
    'bad-cell',
    TABLE.replaceAll(',', ';').replace('1.5', '1,5'),
    ':2:1: `1,5` in column `height` has a decimal comma',
    'file',
  ],
  [
    'a comma between thousands',
    'bad-cell',
    TABLE.replace('4,', '"4,000",'),
    '`4,000` in column `height` has a comma (decimal, or between',
    'file',
  ],
  [
    'a space between thousands',
    'bad-cell',
    TABLE.replace('4,', '1 000,'),
    '`1 000` in column `height` has marks between',
    'file',
  ],
  ['a truth value', 'bad-cell', TABLE.replace('4,', 'TRUE,'), '`TRUE` in column `height` is a truth value', 'file'],
  ['a date', 'bad-cell', TABLE.replace('4,', '2024-01-31,'), 'in column `height` is a date', 'file'],
  ['Latin-1', 'not-utf8', latin1(TABLE.replace('4,oak', '4,é')), ':4:3: the byte 0xe9 is not UTF-8', 'file'],
  [
    'UTF-16 with a mark',
    'not-utf8',
    Buffer.from(`\ufeff${TABLE}`, 'utf16le'),
    ':1:1: the file is text in UTF-16',
    'file',
  ],
  ['UTF-16 without one', 'not-utf8', Buffer.from(TABLE, 'utf16le'), ':1:1: the file is text in UTF-16', 'file'],
  ['a NUL byte', 'malformed-dataset', TABLE.replace('oak,5', 'o\0k,5'), ':4:4: a NUL byte', 'file'],
  ['a spreadsheet', 'malformed-dataset', Buffer.from('PK\x03\x04...'), 'no text but a zip archive', 'file'],
  ['a column without a name', 'index-column', withIndex(''), 'column 1 has no name', 'file'],
  ['such a column in quotes', 'index-column', withIndex('""'), 'column 1 has no name', 'file'],
  ['a column that pandas named', 'index-column', withIndex('Unnamed: 0'), 'column `Unnamed: 0`', 'file'],
  [
    'row names without a column name',
    'index-column',
    withIndex(undefined),
    'the header has 3 names and each row 4 cells',
    'file',
  ],
  [
    'a separator at each line end',
    'ragged-row',
    TABLE.replaceAll('\n', ',\n').replace(',', ',').replace('width,', 'width'),
    ':2:1: this row has 4 cells',
    'file',
  ],
  [
    'a separator at the end of the header too',
    'malformed-dataset',
    TABLE.replaceAll('\n', ',\n'),
    'column 4 has no name: the header ends with a separator',
    'file',
  ],
  [
    'a column without a name within',
    'malformed-dataset',
    TABLE.replace('width', ',width'),
    'column 3 has no name',
    'file',
  ],
  ['a table of space', 'unknown-column', TABLE.replaceAll(',', ' '), 'no column `species`', 'label'],
  ['a pointer of Git LFS', 'malformed-dataset', 'version https://git-lfs.github.com/spec/v1\n', 'Git LFS', 'file'],
  ['a web page', 'malformed-dataset', '<!DOCTYPE html>\n<html>\n', 'no table but a web page', 'file'],
  ['JSON', 'malformed-dataset', '[{"height":1}]\n', 'no table but JSON', 'file'],
  ['UTF-32', 'not-utf8', Buffer.from('fffe000068000000', 'hex'), 'text in UTF-32', 'file'],
  ['an error of a spreadsheet', 'bad-cell', TABLE.replace('4,', '#DIV/0!,'), 'a spreadsheet writes', 'file'],
  ['a dash for a minus', 'bad-cell', TABLE.replace('4,', '\u22124,'), 'a dash that is no minus', 'file'],
  ['other digits', 'bad-cell', TABLE.replace('4,', '\uff14,'), 'has digits that are not 0 to 9', 'file'],
  ['two points', 'bad-cell', TABLE.replace('4,', '4..0,'), '`4..0` in column `height` is not a number', 'file'],
  ['a header once more', 'bad-cell', TABLE + TABLE, ':6:1: `height` in column `height` is the header', 'file'],
  ['a stray quote', 'malformed-dataset', TABLE.replace('4,oak', '4,o"k'), ':4:4: a quote within a cell', 'file'],
  [
    'text after a quote',
    'malformed-dataset',
    TABLE.replace('4,oak', '4,"oa"k'),
    ':4:7: text behind the closing quote',
    'file',
  ],
  [
    'labels that look the same',
    'bad-label',
    `${TABLE}1,caf\u00e9,1\n1,cafe\u0301,1\n`,
    'two classes look the same',
    'label',
  ],
  [
    'two separators that fit',
    'ambiguous-separator',
    'species,a;species\n1,2;3\n',
    'with comma and semicolon as the separator',
    'file',
  ],
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
  ['an open quote', 'malformed-dataset', TABLE.replace('4,oak', '4,"oak'), ':4:3: this quote is not closed', 'file'],
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

test.each(['1,oak,2\n2,ash,3\n', '1,oak,1\n2,ash,3\n', ',1,2,oak\n,2,3,ash\n'])(
  'a table without a header is called so: %j',
  (table) => {
    expect(factsOf(choiceOf(table))).toMatchObject({
      code: 'unknown-column',
      hint: 'its first line holds numbers: give the table a header',
    });
  },
);

test.each(['sep=;\n', '\ufeffSEP=;\r\n', '"sep=;"\n', 'sep=:\n'])(
  'a first line %j tells the separator, and is no part of the table',
  (line) => {
    const separator = line.includes(':') ? ':' : ';';
    expect(decoded(choiceOf(line + TABLE.replaceAll(',', separator)))).toEqual(decoded(choiceOf(TABLE)));
  },
);

test('a separator that is told is taken', () => {
  const table = 'species,a;species\n1,2;ash\n1,3;oak\n1,2;ash\n1,3;oak\n'.replaceAll('1,', '');
  const choice = choiceOf(table.replace('species,a', 'a'), { separator: 'semicolon' });
  expect(factsOf(choice)).toMatchObject({ classNames: ['ash', 'oak'] });
});

test.each<[string, Partial<CsvChoice>, string, (string | number)[]]>([
  ['the label as a feature', { features: ['width', 'species'] }, 'column-conflict', ['features', 1]],
  ['a feature twice', { features: ['width', 'height', 'width'] }, 'duplicate-item', ['features', 2]],
  ['the label left out', { exclude: ['species'] }, 'column-conflict', ['exclude', 0]],
  ['a column taken and left out', { features: ['width'], exclude: ['width'] }, 'column-conflict', ['exclude', 0]],
  ['an unknown feature', { features: ['width', 'heigt'] }, 'unknown-column', ['features', 1]],
  ['an unknown column left out', { exclude: ['id'] }, 'unknown-column', ['exclude', 0]],
])('%s is an error at the item', (_, changes, code, place) => {
  expect(factsOf(choiceOf(TABLE, changes))).toMatchObject({ code, path: ['dataset', 'use', 'csv', ...place] });
});

test('an index column is no feature where it is left out, or where features are listed', () => {
  const plain = decoded(choiceOf(TABLE));
  expect(decoded(choiceOf(withIndex(''), { exclude: [''] }))).toEqual(plain);
  expect(decoded(choiceOf(withIndex('id'), { exclude: ['id'] }))).toEqual(plain);
  expect(decoded(choiceOf(withIndex(''), { features: ['height', 'width'] }))).toEqual(plain);
});

const HOLES = 'a,kind,b\n1,x,10\n,x,20\n3,y,?\n5,y,40\n7,x,50\n9,y,60\n';

test('rows with missing cells are dropped, and the others keep their ids', () => {
  const { train, test: tests } = decoded(choiceOf(HOLES, { label: 'kind', missing: 'drop' }));
  expect([...train.ids, ...tests.ids].sort()).toEqual([0, 3, 4, 5]);
  expect([...train.values, ...tests.values]).not.toContain(Number.NaN);
});

test('missing cells become the mean of the column over the training samples', () => {
  const { train, test: tests } = decoded(
    choiceOf(HOLES, { label: 'kind', missing: 'mean', test: 'test.csv' }, { 'test.csv': 'a,b,kind\nNA,1,x\n' }),
  );
  expect([...train.values]).toEqual([1, 10, 5, 20, 3, 36, 5, 40, 7, 50, 9, 60]);
  expect([...tests.values]).toEqual([5, 1]);
  const empty = choiceOf('a,kind,b\n1,x,\n2,y,\n', { label: 'kind', missing: 'mean' });
  expect(factsOf(empty)).toMatchObject({
    code: 'missing-values',
    message: expect.stringContaining('column `b` has no'),
  });
});

test('features that mean less than they seem are told of', () => {
  const rows = Array.from({ length: 12 }, (_, at) => `${at + 1},${1.6e9 + at},7,${at ** 2},${at % 2}`);
  const choice = choiceOf(`id,time,same,fine,kind\n${rows.join('\n')}\n`, { label: 'kind' });
  const told = (standardize: boolean) => {
    const facts = factsOnce()({ use: choice, standardize });
    return 'warnings' in facts ? facts.warnings?.map(({ code, message }) => [code, message.match(/`.*`/)?.[0]]) : facts;
  };
  const always = [
    ['row-numbers', '`id`'],
    ['constant-features', '`same`'],
  ];
  expect(told(true)).toEqual(always);
  expect(told(false)).toEqual([...always, ['equal-in-float32', '`time`']]);
});

/** The table with row names in front, as pandas and R write them. */
function withIndex(name: string | undefined): string {
  const [header, ...rows] = TABLE.trimEnd().split('\n');
  const first = name === undefined ? header : `${name},${header}`;
  return [first, ...rows.map((row, at) => `${at},${row}`), ''].join('\n');
}

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function manyClasses(): string {
  return `height,species\n${Array.from({ length: 257 }, (_, at) => `1,c${at}\n`).join('')}`;
}
