import type { ConfigPath } from '../../language/config.js';
import { listed, type Warning } from '../../language/warnings/warning.js';
import { quote } from '../../language/words.js';
import type { FoundFacts } from '../adapter.js';
import type { Table } from './table.js';

export function tableWarnings(table: Table, path: ConfigPath): FoundFacts['notes'] {
  const columns = table.features.map((name, at) => columnOf(table, name, at));
  return {
    always: [...rowNumbers(columns, table, path), ...constants(columns, path), ...missing(table, path)],
    raw: equalInFloat32(columns, path, { hint: UNSCALED, change: (values) => values }),
    standardized: equalInFloat32(columns, path, {
      hint: 'look for a value that is far from all others',
      change: standard,
    }),
  };
}

interface Column {
  readonly name: string;
  /** Without those that are missing. */
  readonly values: Float64Array;
  readonly least: number;
  readonly most: number;
  readonly areWhole: boolean;
}

function columnOf({ values, features }: Table, name: string, at: number): Column {
  const found = new Float64Array(values.length / features.length);
  let [count, least, most, areWhole] = [0, Infinity, -Infinity, true];
  for (let cell = at; cell < values.length; cell += features.length) {
    const value = values[cell];
    if (Number.isNaN(value)) continue;
    found[count++] = value;
    if (value < least) least = value;
    if (value > most) most = value;
    if (!Number.isInteger(value)) areWhole = false;
  }
  return { name, values: found.subarray(0, count), least, most, areWhole };
}

const FEWEST_ROWS = 5;

function rowNumbers(columns: readonly Column[], { positions }: Table, path: ConfigPath): Warning[] {
  if (positions.length < FEWEST_ROWS) return [];
  const names = columns.filter((column) => countsRows(column, positions)).map(({ name }) => name);
  if (names.length === 0) return [];
  const columnsCount = names.length === 1 ? 'column' : 'columns';
  return [
    {
      code: 'row-numbers',
      message: `${columnsCount} ${namesOf(names)} ${names.length === 1 ? 'numbers' : 'number'} the rows, and ${names.length === 1 ? 'is a feature' : 'are features'}: in a sorted table that gives the classes away`,
      hint: `leave it out with \`exclude: [${names.map((name) => JSON.stringify(name)).join(', ')}]\`, unless it was measured`,
      path,
    },
  ];
}

/** In their order, or each number once. */
function countsRows({ values, least, most, areWhole }: Column, positions: readonly number[]): boolean {
  if (!areWhole || values.length < positions.length || (least !== 0 && least !== 1)) return false;
  if (values.every((value, row) => value === positions[row] + least)) return true;
  return (
    most - least === values.length - 1 && values.length >= 2 * FEWEST_ROWS && new Set(values).size === values.length
  );
}

function constants(columns: readonly Column[], path: ConfigPath): Warning[] {
  const names = columns.filter(({ least, most }) => least === most).map(({ name }) => name);
  if (names.length === 0) return [];
  const message = `${names.length === 1 ? 'column' : 'columns'} ${namesOf(names)} ${names.length === 1 ? 'has' : 'have'} one value in all rows, and nothing to learn from`;
  return [{ code: 'constant-features', message, path }];
}

function missing({ missingCells, positions, rows }: Table, path: ConfigPath): Warning[] {
  if (missingCells === 0) return [];
  const message =
    positions.length < rows
      ? `${rows - positions.length} of ${rows} rows are left out, since cells of them are missing`
      : `${missingCells} missing ${missingCells === 1 ? 'cell is' : 'cells are'} filled with the mean of the column over the training samples`;
  return [{ code: 'missing-values', message, path }];
}

const UNSCALED = '`standardize: true` shifts and scales before it rounds; else subtract what they have in common';

/** By so small a share of all numbers of a column chance brings some together in any large table. */
const LITTLE = 0.001;
const MANTISSA = 16_777_216;

function equalInFloat32(
  columns: readonly Column[],
  path: ConfigPath,
  { hint, change }: { readonly hint: string; readonly change: (values: Float64Array) => Float64Array },
): Warning[] {
  const merged = columns.flatMap(({ name, values, least, most, areWhole }) => {
    const isSafe = areWhole && most - least < MANTISSA / 4 && Math.max(-least, most) < MANTISSA;
    if (isSafe) return [];
    const sorted = change(values).sort();
    let [distinct, lost] = [1, 0];
    for (let at = 1; at < sorted.length; at++) {
      if (sorted[at] === sorted[at - 1]) continue;
      distinct++;
      if (Math.fround(sorted[at]) === Math.fround(sorted[at - 1])) lost++;
    }
    return lost > distinct * Math.max(LITTLE, distinct / MANTISSA) ? [{ name, distinct, left: distinct - lost }] : [];
  });
  if (merged.length === 0) return [];
  const named = merged.map(({ name, distinct, left }) => `${quote(name)} (${distinct} numbers become ${left})`);
  const message = `different numbers of ${merged.length === 1 ? 'column' : 'columns'} ${listed(named)} are the same in float32, the precision of networks`;
  return [{ code: 'equal-in-float32', message, hint, path }];
}

function standard(values: Float64Array): Float64Array {
  const mean = values[0] + values.reduce((sum, value) => sum + (value - values[0]), 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length);
  return values.map((value) => (value - mean) / (deviation || 1));
}

function namesOf(names: readonly string[]): string {
  return listed(names.map(quote));
}
