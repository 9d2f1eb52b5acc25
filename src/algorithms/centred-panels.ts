import type { Workspace } from './linear-algebra.js';

/** Float32 samples: n rows of d features. */
export interface Samples {
  readonly x: Float32Array;
  readonly n: number;
  readonly d: number;
}

/** Columns of a panel: those of 1000 rows stay in the second-level cache. */
export const panelColumns = 72;
/** Samples that are copied to the workspace at a time; a divisor of `panelColumns`. */
const stagedSamples = 36;

/**
 * The centred samples as an inner x outer float32 matrix in a workspace, inner <= outer: samples x features or its transpose.
 * It is stored as panels of `panelColumns` columns, each `rows` rows: those from `inner` on are zero, and so is what the
 * last panel has beyond `outer`. Each panel is laid out as assembly/blocks.ts says.
 */
export interface CentredPanels {
  readonly inner: number;
  readonly outer: number;
  /** A multiple of 4: so many rows kernels take at a time. */
  readonly rows: number;
  readonly address: number;
  /** Mean of each feature. */
  readonly mean: Float64Array;
  /** Sum of all squared differences from the means. */
  readonly squares: number;
}

export function centredPanels(workspace: Workspace, samples: Samples): CentredPanels {
  const { n, d } = samples;
  const [inner, outer] = n <= d ? [n, d] : [d, n];
  const rows = Math.ceil(inner / 4) * 4;
  const address = workspace.reserve(panelCount(outer) * panelBytes(rows));
  clearPadding(workspace, { inner, outer, rows, address });
  const means = workspace.allocate(d * 8);
  const staged = workspace.allocate(stagedSamples * d * 4);
  stage(workspace, samples, staged, (_, count) => workspace.kernels.addSums(staged, count, d, means));
  workspace.kernels.divide(means, n, d);
  let squares = 0;
  stage(workspace, samples, staged, (first, count) => {
    squares += n <= d ? centreRows(first, count) : centreColumns(first, count);
  });
  return { inner, outer, rows, address, mean: workspace.float64(means, d).slice(), squares };

  function centreRows(first: number, count: number): number {
    const row = address + first * 16;
    return workspace.kernels.centreRows(staged, count, d, means, row, panelColumns, panelBytes(rows), rows * 16);
  }

  function centreColumns(first: number, count: number): number {
    const panel = address + Math.floor(first / panelColumns) * panelBytes(rows);
    return workspace.kernels.centreColumns(staged, count, d, means, panel, first % panelColumns, rows * 16);
  }
}

/** Address and first column of each panel. */
export function* eachPanel({ address, rows, outer }: CentredPanels): Generator<[panel: number, first: number]> {
  for (let index = 0; index < panelCount(outer); index++) {
    yield [address + index * panelBytes(rows), index * panelColumns];
  }
}

/** `columns`, up to whole panels. */
export function paddedColumns(columns: number): number {
  return panelCount(columns) * panelColumns;
}

export function panelCount(columns: number): number {
  return Math.ceil(columns / panelColumns);
}

export function panelBytes(rows: number): number {
  return rows * panelColumns * 4;
}

type Layout = Pick<CentredPanels, 'inner' | 'outer' | 'rows' | 'address'>;

/** Zeros what no sample is written to. */
function clearPadding(workspace: Workspace, { inner, outer, rows, address }: Layout): void {
  const last = panelCount(outer) - 1;
  if (outer % panelColumns > 0) workspace.float32(address + last * panelBytes(rows), rows * panelColumns).fill(0);
  if (rows === inner) return;
  const padding = (rows - inner) * 4;
  for (let column = 4; column <= paddedColumns(outer); column += 4) {
    workspace.float32(address + (column * rows - padding) * 4, padding).fill(0);
  }
}

/** Calls `use` with some samples at a time at address `staged`. */
function stage(
  workspace: Workspace,
  { x, n, d }: Samples,
  staged: number,
  use: (first: number, count: number) => void,
): void {
  const target = workspace.float32(staged, stagedSamples * d);
  for (let first = 0; first < n; first += stagedSamples) {
    const count = Math.min(stagedSamples, n - first);
    target.set(x.subarray(first * d, (first + count) * d));
    use(first, count);
  }
}
