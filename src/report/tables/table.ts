import type { Cell } from '../csv.js';
import type { Material, Needs, Shown } from '../material.js';

/** A table of the results folder; a step of its own. */
export interface Table {
  /** Of the file, without `.csv`. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly needs: (material: Material) => Needs;
  readonly rows: (shown: Shown) => Iterable<readonly Cell[]>;
}
