import type { Table } from './table.js';

/** One row per cluster. */
export const clusters: Table = {
  name: 'clusters',
  columns: ['model', 'epoch', 'layer', 'cluster', 'size', 'label', 'purity', 'reducer', 'clusterer'],
  needs: ({ clusterings }) => ({ clusterings }),
  rows: (shown) =>
    shown.clusters.map(({ model, epoch, layer, cluster, size, label, purity, reducer, clusterer }) => {
      return [model, epoch, layer, cluster, size, label, purity, reducer, clusterer];
    }),
};
