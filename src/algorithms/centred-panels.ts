import type { Workspace } from './linear-algebra.js';

/** Float32 samples: n rows of d features. */
export interface Samples {
  readonly x: Float32Array;
  readonly n: number;
  readonly d: number;
}

/** Columns of a panel: those of 1000 rows stay in the second-level cache, and 12 vectors are no power of two apart. */
export const panelColumns = 48;
/** Samples that are copied to the workspace at a time; a divisor of `panelColumns`. */
const stagedSamples = 16;

/**
 * The centred samples as an inner x outer float32 matrix in a workspace, inner <= outer: samples x features or its transpose.
 * It is stored as panels of `panelColumns` columns, each `rows` rows: those from `inner` on are zero, and so is what the
 * last panel has beyond `outer`. A panel holds four columns at a time, row after row.
 */
export interface CentredPanels {
  readonly inner: number;
  readonly outer: number;
  /** A multiple of 12: kernels take rows by two, three or four. */
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
  const rows = Math.ceil(inner / 12) * 12;
  const address = workspace.allocate(panelCount(outer) * panelBytes(rows));
  const means = workspace.allocate(d * 8);
  const staged = workspace.allocate(stagedSamples * d * 4);
  stage(workspace, samples, staged, (_, count) => workspace.kernels.addSums(staged, count, d, means));
  const mean = workspace.float64(means, d);
  for (let j = 0; j < d; j++) mean[j] /= n;
  let squares = 0;
  stage(workspace, samples, staged, (first, count) => {
    squares += n <= d ? centreRows(first, count) : centreColumns(first, count);
  });
  return { inner, outer, rows, address, mean: mean.slice(), squares };

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

function panelCount(columns: number): number {
  return Math.ceil(columns / panelColumns);
}

function panelBytes(rows: number): number {
  return rows * panelColumns * 4;
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
