import { createRequire } from 'node:module';
import type { CsvError } from 'csv-parse/sync';
import type { ConfigPath } from '../../language/config.js';
import { anyOfWords, didYouMean, quote } from '../../language/words.js';
import { type DataFailure, isFailure, type NamedFile } from '../failure.js';
import { readBytes } from './read-file.js';

/** A table in RFC 4180 with a header, and which of its columns to read. */
export interface CsvReading extends NamedFile {
  readonly label: { readonly column: string; readonly path: ConfigPath };
  /** Null takes all columns but the label. */
  readonly features: { readonly columns: readonly string[]; readonly path: ConfigPath } | null;
}

export interface CsvTable {
  readonly features: readonly string[];
  /** (rows, features) */
  readonly values: Float32Array;
  readonly labels: readonly string[];
}

/** Positions of the columns in a row. */
interface Columns {
  readonly count: number;
  readonly label: number;
  readonly features: readonly { readonly name: string; readonly at: number }[];
}

/** Reads and checks a whole table; the first thing that is wrong has its file:line:column. */
export function readCsv(reading: CsvReading): CsvTable | DataFailure {
  const bytes = readBytes(reading);
  if (isFailure(bytes)) return bytes;
  const values: number[] = [];
  const labels: string[] = [];
  let columns: Columns | DataFailure | undefined;
  let failure: DataFailure | undefined;
  const unreadable = eachRow(reading, bytes, (cells, start) => {
    if (columns === undefined) columns = columnsOf(reading, cells);
    else if (failure === undefined && !isFailure(columns)) {
      failure = problemOf(cells, columns, { reading, bytes, start });
      for (const { at } of columns.features) values.push(Number(cells[at]));
      labels.push(cells[columns.label]?.trim());
    }
  });
  if (unreadable || failure) return unreadable ?? (failure as DataFailure);
  if (columns === undefined) return malformed(reading, 'it has no header');
  if (isFailure(columns)) return columns;
  if (labels.length === 0) return malformed(reading, 'it has no rows below its header');
  return { features: columns.features.map(({ name }) => name), values: Float32Array.from(values), labels };
}

/** Calls `visit` with the cells of each row and the offset where it starts. */
function eachRow(
  reading: CsvReading,
  bytes: Buffer,
  visit: (cells: readonly string[], start: number) => void,
): DataFailure | undefined {
  let start = 0;
  try {
    parser()(bytes, {
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      on_record: (cells: readonly string[], { bytes: end }) => {
        visit(cells, start);
        start = end;
        return null;
      },
    });
    return undefined;
  } catch (error) {
    const { code, message } = error as CsvError;
    if (code === undefined) throw error;
    return malformed(reading, message);
  }
}

/** Loaded when a table is read, since most commands read none. */
function parser(): typeof import('csv-parse/sync')['parse'] {
  return createRequire(import.meta.url)('csv-parse/sync').parse;
}

function columnsOf(reading: CsvReading, cells: readonly string[]): Columns | DataFailure {
  const names = cells.map((cell) => cell.trim());
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return malformed(reading, `two columns are named ${quote(twice)}`);
  const { label, features } = reading;
  const asked = features?.columns ?? names.filter((name) => name !== label.column);
  const places = [{ name: label.column, path: label.path }].concat(
    asked.map((name) => ({ name, path: features?.path ?? label.path })),
  );
  const unknown = places.find(({ name }) => !names.includes(name));
  if (unknown) return unknownColumn(reading, unknown, names);
  if (asked.length === 0) return malformed(reading, 'it has no column besides the label');
  const at = (name: string) => names.indexOf(name);
  return { count: names.length, label: at(label.column), features: asked.map((name) => ({ name, at: at(name) })) };
}

/** A row in its file, to find the place of a cell. */
interface Row {
  readonly reading: CsvReading;
  readonly bytes: Buffer;
  readonly start: number;
}

function problemOf(cells: readonly string[], columns: Columns, row: Row): DataFailure | undefined {
  if (cells.length !== columns.count) {
    const hint = `each row has as many cells as the header, ${columns.count}`;
    return atCell(row, 0, { code: 'ragged-row', message: `this row has ${cells.length} cells`, hint });
  }
  if (cells[columns.label].trim() === '') {
    return atCell(row, columns.label, {
      code: 'bad-cell',
      message: 'the label is empty',
      hint: 'fill it or remove the row',
    });
  }
  const bad = columns.features.find(({ at }) => !isFiniteFloat(cells[at]));
  if (bad === undefined) return undefined;
  const text = cells[bad.at].trim();
  const message = `${quote(text)} in column ${quote(bad.name)} is not a ${isNumeral(text) ? 'finite ' : ''}number`;
  const hint = 'mend it, remove the row, or leave the column out of `features`';
  return atCell(row, bad.at, { code: isNumeral(text) ? 'not-finite' : 'bad-cell', message, hint });
}

const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

function isFiniteFloat(cell: string): boolean {
  return DECIMAL.test(cell) && Number.isFinite(Math.fround(Number(cell)));
}

function isNumeral(text: string): boolean {
  return DECIMAL.test(text) || /^[+-]?(nan|inf|infinity)$/i.test(text);
}

function atCell({ reading, bytes, start }: Row, cell: number, problem: Omit<DataFailure, 'path'>): DataFailure {
  const before = bytes.toString('utf8', 0, cellOffset(bytes, start, cell)).replace(/^\ufeff/, '');
  const lines = before.split(/\r\n|\n|\r/);
  const place = `${reading.file}:${lines.length}:${lines[lines.length - 1].length + 1}`;
  return { ...problem, message: `${place}: ${problem.message}`, path: reading.path };
}

/** Skips the line breaks before a row, then cells; commas in quotes separate none. */
function cellOffset(bytes: Buffer, start: number, cell: number): number {
  let at = start;
  while (bytes[at] === 0x0a || bytes[at] === 0x0d) at++;
  let isQuoted = false;
  for (let left = cell; left > 0; at++) {
    if (bytes[at] === 0x22) isQuoted = !isQuoted;
    else if (bytes[at] === 0x2c && !isQuoted) left--;
  }
  return at;
}

function unknownColumn(
  { file }: CsvReading,
  { name, path }: { readonly name: string; readonly path: ConfigPath },
  names: readonly string[],
): DataFailure {
  const hint = didYouMean(name, names) ?? `its columns are ${anyOfWords(names).replace(/ or (?=[^ ]*$)/, ' and ')}`;
  return { code: 'unknown-column', message: `${file} has no column ${quote(name)}`, hint, path };
}

function malformed({ file, path }: CsvReading, problem: string): DataFailure {
  return {
    code: 'malformed-dataset',
    message: `${file}: ${problem}`,
    hint: 'a table in RFC 4180 with a header is expected',
    path,
  };
}
