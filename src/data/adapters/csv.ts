import type { ConfigPath, CsvChoice } from '../../language/config.js';
import { quote } from '../../language/words.js';
import type { Adapter, Dataset, FoundFacts, SourceFiles } from '../adapter.js';
import { type DataFailure, isFailure } from '../failure.js';
import { classFacts, MOST_CLASSES } from '../labels.js';
import { type Split, select } from '../split.js';
import { conflictIn } from '../tables/columns.js';
import { fillMissing } from '../tables/fill-missing.js';
import { readTable, type Table, type TableReading } from '../tables/table.js';
import { tableWarnings } from '../tables/warnings.js';
import { drawTest, sharedOut, type TestShare } from '../test-share.js';

type Options = {
  readonly label: string;
  readonly features: readonly string[] | null;
  readonly exclude: readonly string[];
  readonly separator: CsvChoice['separator'];
  readonly missing: CsvChoice['missing'];
  /** Null where the test samples have a file of their own. */
  readonly test: TestShare | null;
};

/** A table with a header: numeric feature columns, and one column with the name of each sample's class. */
export const csv: Adapter<CsvChoice, Options> = {
  version: 2,
  files: ({ file, test }) => ({ file, ...(typeof test === 'string' && { test }) }),
  options: ({ label, features = null, exclude, separator, missing, test }, seed) => {
    const share = typeof test === 'number' ? { share: test, seed } : null;
    return { label, features, exclude, separator, missing, test: share };
  },
  facts: (files, options) => {
    const tables = readTables(files, options);
    if (isFailure(tables)) return tables;
    const { facts, table } = tables;
    const found = { ...facts, notes: tableWarnings(table, place('file')) };
    return options.test ? { ...found, ...sharedOut(facts.train, options.test.share) } : found;
  },
  decode: (files, options) => {
    const tables = readTables(files, options);
    if (isFailure(tables)) return tables;
    const { facts, rows, testRows, table } = tables;
    const splits = options.test ? drawTest(rows, options.test) : { train: rows, test: testRows };
    const filled = fillMissing(splits, table.features, { file: files.file, path: place('missing') });
    const { inputShape, classNames } = facts;
    return isFailure(filled) ? filled : ({ inputShape, classNames, ...filled } satisfies Dataset);
  },
};

interface Tables {
  readonly facts: FoundFacts;
  readonly table: Table;
  readonly rows: Split;
  readonly testRows: Split;
}

/** The rows of both files, ids counting through them; the classes are those of the training file. */
function readTables(files: SourceFiles, options: Options): Tables | DataFailure {
  const reading = readingOf(files.file, options);
  const conflict = conflictIn(reading);
  if (conflict) return conflict;
  const table = readTable(reading);
  if (isFailure(table)) return table;
  const classNames = classNamesOf(table);
  if (classNames.length > MOST_CLASSES) return tooManyClasses(files.file, classNames.length);
  const twins = alikeNames(files.file, classNames);
  if (twins) return twins;
  const rows = splitOf(table, classNames, 0);
  const testRows = 'test' in files ? readTest(files.test, reading, { table, classNames }) : select(rows, []);
  if (isFailure(testRows)) return testRows;
  const labels = { train: rows.labels, test: testRows.labels };
  const facts = classFacts(labels, classNames, { file: files.file, path: place('label') });
  if (isFailure(facts)) return facts;
  return { facts: { ...facts, inputShape: [1, 1, table.features.length] }, table, rows, testRows };
}

function readingOf(file: string, { label, features, exclude, separator, missing }: Options): TableReading {
  return {
    file,
    path: place('file'),
    label: { column: label, path: place('label') },
    features: features && { columns: features, path: place('features') },
    exclude: { columns: exclude, path: place('exclude') },
    separator,
    missing,
  };
}

/** The same columns, whatever else the file of the test samples has. */
function readTest(
  file: string,
  reading: TableReading,
  { table, classNames }: { readonly table: Table; readonly classNames: readonly string[] },
): Split | DataFailure {
  const path = place('test');
  const features = { columns: table.features, path, isOne: true };
  const test = readTable({ ...reading, file, path, label: { ...reading.label, path }, features, exclude: null });
  if (isFailure(test)) return test;
  const row = test.labels.findIndex((name) => !classNames.includes(name));
  if (row < 0) return splitOf(test, classNames, table.rows);
  const message = `${file}: class ${quote(test.labels[row])} of row ${test.positions[row] + 1} is not in the training file`;
  return { code: 'bad-label', message, hint: `the classes are ${classNames.map(quote).join(', ')}`, path };
}

/** In the order of their numbers if all are whole numbers, else of their UTF-16 code units. */
function classNamesOf({ labels }: Table): string[] {
  const names = [...new Set(labels)].sort();
  return names.every((name) => /^-?\d+$/.test(name)) ? names.sort((a, b) => Number(a) - Number(b)) : names;
}

function splitOf({ values, labels, positions }: Table, classNames: readonly string[], firstId: number): Split {
  const numbers = new Map(classNames.map((name, label) => [name, label]));
  return {
    values,
    labels: Uint8Array.from(labels, (name) => numbers.get(name) ?? 0),
    ids: Int32Array.from(positions, (position) => firstId + position),
    count: labels.length,
  };
}

/** Two spellings of one word in Unicode would be two classes that look the same. */
function alikeNames(file: string, names: readonly string[]): DataFailure | undefined {
  const seen = new Set<string>();
  for (const name of names) {
    const normal = name.normalize('NFC');
    if (seen.has(normal)) {
      const message = `${file}: two classes look the same, ${quote(normal)}: their accents are written in two ways`;
      return { code: 'bad-label', message, hint: 'write all labels in one Unicode form (NFC)', path: place('label') };
    }
    seen.add(normal);
  }
  return undefined;
}

function tooManyClasses(file: string, found: number): DataFailure {
  const message = `${file}: the label column has ${found} different values`;
  return { code: 'bad-classes', message, hint: `at most ${MOST_CLASSES} classes are possible`, path: place('label') };
}

function place(option: keyof CsvChoice): ConfigPath {
  return ['dataset', 'use', 'csv', option];
}
