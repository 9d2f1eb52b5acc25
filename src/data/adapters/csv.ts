import type { ConfigPath, CsvChoice } from '../../language/config.js';
import type { DatasetFacts } from '../../language/dataset-facts.js';
import { quote } from '../../language/words.js';
import type { Adapter, SourceFiles } from '../adapter.js';
import { type DataFailure, isFailure } from '../failure.js';
import { type CsvReading, type CsvTable, readCsv } from '../files/csv-table.js';
import { classFacts, MOST_CLASSES } from '../labels.js';
import { type Split, select } from '../split.js';
import { drawTest, sharedOut, type TestShare } from '../test-share.js';

type Options = {
  readonly label: string;
  readonly features: readonly string[] | null;
  /** Null where the test samples have a file of their own. */
  readonly test: TestShare | null;
};

/** A table with a header: numeric feature columns, and one column with the name of each sample's class. */
export const csv: Adapter<CsvChoice, Options> = {
  version: 1,
  files: ({ file, test }) => ({ file, ...(typeof test === 'string' && { test }) }),
  options: ({ label, features = null, test }, seed) => {
    return { label, features, test: typeof test === 'number' ? { share: test, seed } : null };
  },
  facts: (files, options) => {
    const table = readTables(files, options);
    if (isFailure(table)) return table;
    const { rows: _, testRows: __, ...facts } = table;
    return options.test ? { ...facts, ...sharedOut(facts.train, options.test.share) } : facts;
  },
  decode: (files, options) => {
    const table = readTables(files, options);
    if (isFailure(table)) return table;
    const { inputShape, classNames, rows, testRows } = table;
    const splits = options.test ? drawTest(rows, options.test) : { train: rows, test: testRows };
    return { inputShape, classNames, ...splits };
  },
};

interface Tables extends DatasetFacts {
  readonly rows: Split;
  readonly testRows: Split;
}

/** The rows of both files, ids counting through them; the classes are those of the training file. */
function readTables(files: SourceFiles, { label, features }: Options): Tables | DataFailure {
  const labelColumn = { column: label, path: place('label') };
  const asked = features && { columns: features, path: place('features') };
  const table = readCsv({ file: files.file, path: place('file'), label: labelColumn, features: asked });
  if (isFailure(table)) return table;
  const classNames = classNamesOf(table);
  if (classNames.length > MOST_CLASSES) return tooManyClasses(files.file, classNames.length);
  const rows = splitOf(table, classNames, 0);
  const testRows = 'test' in files ? readTest(files.test, labelColumn, { table, classNames }) : select(rows, []);
  if (isFailure(testRows)) return testRows;
  const labels = { train: rows.labels, test: testRows.labels };
  const facts = classFacts(labels, classNames, { file: files.file, path: labelColumn.path });
  return isFailure(facts) ? facts : { ...facts, inputShape: [1, 1, table.features.length], rows, testRows };
}

function readTest(
  file: string,
  label: CsvReading['label'],
  { table, classNames }: { readonly table: CsvTable; readonly classNames: readonly string[] },
): Split | DataFailure {
  const path = place('test');
  const test = readCsv({ file, path, label: { ...label, path }, features: { columns: table.features, path } });
  if (isFailure(test)) return test;
  const row = test.labels.findIndex((name) => !classNames.includes(name));
  if (row < 0) return splitOf(test, classNames, table.labels.length);
  const message = `${file}: class ${quote(test.labels[row])} of row ${row + 1} is not in the training file`;
  return { code: 'bad-label', message, hint: `the classes are ${classNames.map(quote).join(', ')}`, path };
}

/** In the order of their numbers if all are whole numbers, else of their UTF-16 code units. */
function classNamesOf({ labels }: CsvTable): string[] {
  const names = [...new Set(labels)].sort();
  return names.every((name) => /^-?\d+$/.test(name)) ? names.sort((a, b) => Number(a) - Number(b)) : names;
}

function splitOf({ values, labels }: CsvTable, classNames: readonly string[], firstId: number): Split {
  const numbers = new Map(classNames.map((name, label) => [name, label]));
  return {
    values,
    labels: Uint8Array.from(labels, (name) => numbers.get(name) ?? 0),
    ids: Int32Array.from(labels, (_, row) => firstId + row),
    count: labels.length,
  };
}

function tooManyClasses(file: string, found: number): DataFailure {
  const message = `${file}: the label column has ${found} different values`;
  return { code: 'bad-classes', message, hint: `at most ${MOST_CLASSES} classes are possible`, path: place('label') };
}

function place(option: keyof CsvChoice): ConfigPath {
  return ['dataset', 'use', 'csv', option];
}
