import type { Assigned } from '../material.js';
import type { Table } from './table.js';

/** One row per probe sample: its class, and its cluster in each clustering. */
export const assignments: Table = {
  name: 'assignments',
  columns: ['id', 'class'],
  more: ({ assigned }) => partitionNames(assigned.partitions),
  needs: ({ partitions }) => ({ partitions }),
  *rows({ assigned: { ids, classes, partitions } }) {
    for (const [sample, name] of classes.entries())
      yield [ids[sample], name, ...partitions.map(({ clusters }) => clusters[sample])];
  },
};

/** Such as `NN0@10/conv1`, with the reducer and the clusterer where there is a choice: parts of a step's id. */
function partitionNames(partitions: Assigned['partitions']): string[] {
  const hasReducers = new Set(partitions.map(({ reducer }) => reducer)).size > 1;
  const hasClusterers = new Set(partitions.map(({ clusterer }) => clusterer)).size > 1;
  return partitions.map(({ model, epoch, layer, reducer, clusterer }) =>
    [`${model}@${epoch}`, layer, ...(hasReducers ? [reducer] : []), ...(hasClusterers ? [clusterer] : [])].join('/'),
  );
}
