import type { Cell } from '../csv.js';
import type { Shown } from '../material.js';
import type { Kindred } from '../results.js';
import { accuracyOf } from '../settings.js';
import type { Table } from './table.js';

/** The group of every model, numbered from 1 as in the figures; layer and epoch are `mean` for the mean over all. */
export const groups: Table = {
  name: 'groups',
  columns: [
    ...['partition', 'reducer', 'clusterer', 'measure', 'layer', 'epoch'],
    ...['group', 'model', 'accuracy', 'silhouette'],
  ],
  needs: ({ trees, scores }) => ({ trees, scores: trees.length === 0 ? [] : scores }),
  rows: (shown) => shown.kindred.flatMap((kindred) => groupRows(kindred, shown)),
};

function groupRows(kindred: Kindred, shown: Shown): Cell[][] {
  const { partition, reducer, clusterer, measure, at, silhouette } = kindred;
  return kindred.groups.flatMap((group, index) =>
    group.map((model) => [
      ...[partition, reducer, clusterer, measure, at?.layer ?? 'mean', at?.epoch ?? 'mean'],
      ...[index + 1, model, accuracyOf(shown, model, at?.epoch), silhouette],
    ]),
  );
}
