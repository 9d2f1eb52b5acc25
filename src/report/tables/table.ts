import { type Cell, csvPieces } from '../csv.js';
import type { Material, Needs, Shown } from '../material.js';

/** A table of the results folder; a step of its own. */
export interface Table {
  /** Of the file, without `.csv`. */
  readonly name: string;
  /** Those that every experiment has. */
  readonly columns: readonly string[];
  /** Columns behind them, which what is shown decides. */
  readonly more?: (shown: Shown) => readonly string[];
  readonly needs: (material: Material) => Needs;
  readonly rows: (shown: Shown) => Iterable<readonly Cell[]>;
}

/** The lines of a table's file. */
export function tablePieces({ columns, more, rows }: Table, shown: Shown): Iterable<Uint8Array> {
  return csvPieces([...columns, ...(more?.(shown) ?? [])], rows(shown));
}
