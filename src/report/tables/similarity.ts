import type { Cell } from '../csv.js';
import type { Matrix } from '../results.js';
import type { Table } from './table.js';

/** Above this the diagonal and the mirror image are left out. */
const MOST_MEMBERS_IN_FULL = 200;

/** One row per cell of every matrix; `model` or `layer` is empty where the members take its place. */
export const similarity: Table = {
  name: 'similarity',
  columns: [
    ...['across', 'partition', 'reducer', 'clusterer', 'measure', 'layer', 'epoch', 'model'],
    ...['a', 'b', 'value'],
  ],
  needs: ({ matrices }) => ({ matrices }),
  *rows({ matrices }) {
    for (const matrix of matrices) yield* matrixRows(matrix);
  },
};

function* matrixRows(matrix: Matrix): Iterable<Cell[]> {
  const { across, partition, reducer, clusterer, measure, of, epoch, members, values } = matrix;
  const layer = across === 'models' ? of : '';
  const model = across === 'models' ? '' : of;
  const isFull = members.length <= MOST_MEMBERS_IN_FULL;
  for (const [i, a] of members.entries()) {
    for (let j = isFull ? 0 : i + 1; j < members.length; j++)
      yield [across, partition, reducer, clusterer, measure, layer, epoch, model, a, members[j], values[i][j]];
  }
}
