import type { Cell } from '../csv.js';
import type { Matrix } from '../results.js';
import { type Traits, type TraitValue, traitLookup, withoutValues } from '../traits.js';
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
  more: ({ traits }) => traits.fields.map((field) => `same.${field}`),
  needs: ({ matrices, traits }) => {
    const isAcrossModels = matrices.some(({ about }) => about.across === 'models');
    return { matrices, ...(isAcrossModels && { traits: withoutValues(traits) }) };
  },
  *rows({ matrices, traits }) {
    for (const matrix of matrices) yield* matrixRows(matrix, traits);
  },
};

function* matrixRows(matrix: Matrix, traits: Traits): Iterable<Cell[]> {
  const { across, partition, reducer, clusterer, measure, of, epoch, members, values } = matrix;
  const layer = across === 'models' ? of : '';
  const model = across === 'models' ? '' : of;
  const isFull = members.length <= MOST_MEMBERS_IN_FULL;
  const valuesOf = traitLookup(traits);
  const traitsOf = members.map(valuesOf);
  const none = traits.fields.map(() => undefined);
  for (const [i, a] of members.entries()) {
    for (let j = isFull ? 0 : i + 1; j < members.length; j++) {
      const same = across === 'models' ? samenessOf(traitsOf[i], traitsOf[j]) : none;
      yield [across, partition, reducer, clusterer, measure, layer, epoch, model, a, members[j], values[i][j], ...same];
    }
  }
}

/** 1 where two models have the same. */
function samenessOf(a: readonly TraitValue[], b: readonly TraitValue[]): Cell[] {
  return a.map((value, index) => (value === b[index] ? 1 : 0));
}
