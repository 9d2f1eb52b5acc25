import type { CsvChoice } from '../../language/config.js';
import { quote } from '../../language/words.js';
import { type DataFailure, isFailure } from '../failure.js';
import { readBytes } from '../files/read-file.js';
import { type Choice, type Columns, columnsOf, indexColumn } from './columns.js';
import { isMissing, notANumber, numberIn } from './numerals.js';
import { cellText, eachRow, lineAndColumn, type Row } from './rows.js';
import { separatorLine, separatorOf } from './separator.js';
import { notText } from './text.js';

/** A table with a header, and how to read it. */
export interface TableReading extends Choice {
  readonly separator: CsvChoice['separator'];
  readonly missing: CsvChoice['missing'];
}

export interface Table {
  readonly features: readonly string[];
  /** (rows, features), NaN where a value is missing and a mean is asked for. */
  readonly values: Float64Array;
  readonly labels: readonly string[];
  /** Positions of the rows among all rows of the file. */
  readonly positions: readonly number[];
  /** Rows of the file, with those that are dropped. */
  readonly rows: number;
  readonly missingCells: number;
}

/** Reads and checks a whole table; the first thing that is wrong has its file:line:column. */
export function readTable(reading: TableReading): Table | DataFailure {
  const bytes = readBytes(reading);
  if (isFailure(bytes)) return bytes;
  const wrong = notText(bytes, reading);
  if (wrong) return wrong;
  const told = separatorLine(bytes, bytes.toString('hex', 0, 3) === 'efbbbf' ? 3 : 0);
  const { from } = told;
  const isTold = reading.separator === 'auto' && told.separator !== undefined;
  const separator = isTold ? told.separator : separatorOf(bytes, from, { ...reading, label: reading.label.column });
  if (typeof separator === 'object') return separator;
  const reader = new Reader(reading, bytes);
  const badQuote = eachRow(bytes, { from, separator }, (row) => reader.take(row));
  if (badQuote === undefined) return reader.result();
  const message = `${lineAndColumn(bytes, badQuote.at)}: ${badQuote.message}`;
  return malformed(reading, message, 'put the whole cell in quotes, and write a quote within as two (RFC 4180)');
}

class Reader {
  readonly #reading: TableReading;
  readonly #bytes: Buffer;
  #columns: Columns | DataFailure | undefined;
  #failure: DataFailure | undefined;
  /** Rows with one cell more than the header. */
  #longer = 0;
  #rows = 0;
  #values = new Float64Array(1024);
  #size = 0;
  readonly #labels: string[] = [];
  readonly #positions: number[] = [];
  /** Missing cells by their columns, and where the first is. */
  readonly #missing = new Map<string, number>();
  #firstMissing = -1;
  #incomplete = 0;

  constructor(reading: TableReading, bytes: Buffer) {
    this.#reading = reading;
    this.#bytes = bytes;
  }

  take(row: Row): void {
    const columns = this.#columns;
    if (columns === undefined) {
      const names = Array.from({ length: row.count }, (_, cell) => cellText(this.#bytes, row, cell));
      this.#columns = columnsOf(this.#reading, names);
    } else if (!isFailure(columns)) {
      const isLonger = row.count === columns.count + 1 && row.ends[columns.count] > row.starts[columns.count];
      if (isLonger) this.#longer++;
      if (this.#failure === undefined) this.#failure = this.#takeCells(row, columns);
      this.#rows++;
    }
  }

  result(): Table | DataFailure {
    const columns = this.#columns;
    if (columns === undefined)
      return malformed(this.#reading, ' it has no header', 'a table with a header is expected');
    if (isFailure(columns)) return columns;
    if (this.#rows > 0 && this.#longer === this.#rows) return this.#rowNames(columns);
    const failure = this.#failure ?? this.#missingCells(columns);
    if (failure) return failure;
    if (this.#labels.length === 0) {
      const dropped = this.#rows > 0 ? ' every row has a missing cell' : ' it has no rows below its header';
      return malformed(this.#reading, dropped, 'a table with rows is expected');
    }
    return {
      features: columns.features.map(({ name }) => name),
      values: this.#values.subarray(0, this.#size),
      labels: this.#labels,
      positions: this.#positions,
      rows: this.#rows,
      missingCells: [...this.#missing.values()].reduce((sum, count) => sum + count, 0),
    };
  }

  #takeCells(row: Row, columns: Columns): DataFailure | undefined {
    if (row.count !== columns.count) {
      const isEnd = row.count === columns.count + 1 && row.ends[columns.count] === row.starts[columns.count];
      const hint = isEnd
        ? 'it ends with a separator, which the header does not: take it away at the end of each line'
        : `each row has as many cells as the header, ${columns.count}`;
      const message = `this row has ${row.count} ${row.count === 1 ? 'cell' : 'cells'}`;
      return this.#at(row, 0, { code: 'ragged-row', message, hint });
    }
    const start = this.#size;
    const { features } = columns;
    this.#reserve(features.length);
    let isComplete = true;
    for (const { at, name } of features) {
      const value = numberIn(this.#bytes, row.starts[at], row.ends[at]);
      if (!Number.isFinite(Math.fround(value))) {
        const text = cellText(this.#bytes, row, at);
        if (!isMissing(text)) return this.#badCell(row, at, { name, text, value });
        isComplete = false;
        this.#miss(row, at, name);
      }
      this.#values[this.#size++] = value;
    }
    const label = cellText(this.#bytes, row, columns.label);
    if (label === '' && this.#reading.missing !== 'drop') {
      const hint = 'fill it, remove the row, or write `missing: drop`';
      return this.#at(row, columns.label, { code: 'bad-cell', message: 'the label is empty', hint });
    }
    if (label === '') this.#miss(row, columns.label, this.#reading.label.column);
    if (!isComplete || label === '') this.#incomplete++;
    if ((!isComplete || label === '') && this.#reading.missing === 'drop') {
      this.#size = start;
      return undefined;
    }
    this.#labels.push(label);
    this.#positions.push(this.#rows);
    return undefined;
  }

  #reserve(cells: number): void {
    if (this.#size + cells <= this.#values.length) return;
    const larger = new Float64Array(2 * (this.#size + cells));
    larger.set(this.#values.subarray(0, this.#size));
    this.#values = larger;
  }

  #miss(row: Row, cell: number, name: string): void {
    if (this.#firstMissing < 0) this.#firstMissing = this.#offset(row, cell);
    this.#missing.set(name, (this.#missing.get(name) ?? 0) + 1);
  }

  #badCell(
    row: Row,
    cell: number,
    { name, text, value }: { readonly name: string; readonly text: string; readonly value: number },
  ): DataFailure {
    const isLarge = !Number.isNaN(value);
    const { what, hint } = isLarge
      ? { what: 'is beyond the finite numbers of float32', hint: 'scale the column, or mend the cell' }
      : notANumber(text, name);
    const code = isLarge || /^[+-]?inf/i.test(text) ? 'not-finite' : 'bad-cell';
    return this.#at(row, cell, { code, message: `${quote(text)} in column ${quote(name)} ${what}`, hint });
  }

  /** All missing cells at once, unless rows are dropped or means taken; a column without any number has no mean. */
  #missingCells({ features }: Columns): DataFailure | undefined {
    const { missing, path, file } = this.#reading;
    if (this.#missing.size === 0 || missing === 'drop') return undefined;
    // Test samples take the means of the training samples.
    const isTest = this.#reading.features?.isOne;
    const none = isTest ? undefined : features.find(({ name }) => this.#missing.get(name) === this.#rows);
    if (missing === 'mean' && none === undefined) return undefined;
    const counts = [...this.#missing].sort(([, one], [, other]) => other - one);
    const all = counts.reduce((sum, [, count]) => sum + count, 0);
    const shown = counts.slice(0, 5).map(([name, count]) => `${count} in ${quote(name)}`);
    if (counts.length > shown.length) shown.push(`the rest in ${counts.length - shown.length} more columns`);
    const rows = `${this.#incomplete} of ${this.#rows} rows`;
    const message = none
      ? `column ${quote(none.name)} has no value in any row`
      : `${all === 1 ? 'a cell is' : `${all} cells are`} missing, in ${rows}: ${shown.join(', ')}`;
    const hint = none
      ? `leave it out: \`exclude: [${JSON.stringify(none.name)}]\``
      : '`missing: drop` leaves out such rows, `missing: mean` takes the mean of the training samples';
    const place = `${file}:${lineAndColumn(this.#bytes, this.#firstMissing)}`;
    return { code: 'missing-values', message: `${place}: ${message}`, hint, path };
  }

  #rowNames({ count }: Columns): DataFailure {
    const what = `the header has ${count} ${count === 1 ? 'name' : 'names'} and each row ${count + 1} cells`;
    return indexColumn(this.#reading, what, 'save without row names (R: row.names=FALSE), or name their column too');
  }

  #at(row: Row, cell: number, problem: Omit<DataFailure, 'path'>): DataFailure {
    const { file, path } = this.#reading;
    const place = `${file}:${lineAndColumn(this.#bytes, this.#offset(row, cell))}`;
    return { ...problem, message: `${place}: ${problem.message}`, path };
  }

  /** Of a cell's first byte or of its quote. */
  #offset({ starts }: Row, cell: number): number {
    const start = starts[cell];
    return this.#bytes[start - 1] === 0x22 ? start - 1 : start;
  }
}

function malformed({ file, path }: TableReading, problem: string, hint: string): DataFailure {
  return { code: 'malformed-dataset', message: `${file}:${problem}`, hint, path };
}
