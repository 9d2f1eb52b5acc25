/** One square matrix in the grid; `values` in the order of the grid's members, NaN where nothing is known. */
export interface Panel {
  readonly row: number;
  readonly column: number;
  readonly values: readonly ArrayLike<number>[];
  readonly chance: number;
  /** Short lines below the matrix. */
  readonly notes: readonly string[];
}

/** Small multiples of heat maps with one colour scale. */
export interface Grid {
  readonly title: string;
  readonly subtitle: string;
  readonly scaleTitle: string;
  readonly rowTitle: string;
  readonly memberTitle: string;
  /** Title of the names below the lowest row. */
  readonly bottomTitle: string;
  readonly rows: readonly (readonly string[])[];
  readonly columns: readonly string[];
  readonly members: readonly string[];
  /** Names below each column, one per member. */
  readonly bottomNames: readonly (readonly string[])[];
  readonly panels: readonly Panel[];
  /** Whether other pictures go on with it, and colours have to mean the same there. */
  readonly isPart: boolean;
}
