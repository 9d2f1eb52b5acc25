import { escapeHtml, tableHtml } from './html-parts.js';
import type { ClusterSummary, Results } from './results.js';
import { percent } from './settings.js';

/** For each class and layer: in how many models some cluster is named after the class, and how pure those clusters are. */
export function classesTable({ config, classNames, clusters }: Results): string {
  const epoch = Math.max(...config.capture.epochs);
  const [reducer, clusterer] = [config.reduce[0].name, config.cluster[0].name];
  const shown = clusters.filter((one) => one.epoch === epoch && one.reducer === reducer && one.clusterer === clusterer);
  const rows = classNames.map((label) => {
    const named = shown.filter((cluster) => cluster.label === label);
    const cells = config.capture.layers.map((layer) => cellOf(named, layer));
    return [label, ...cells];
  });
  return `<p>Clusters of epoch ${epoch} (${escapeHtml(`${reducer}, ${clusterer}`)}): in how many of the ${config.models.length} models
the majority of at least one cluster is of the class, and the share of the samples in such clusters that are.</p>
${tableHtml(['class', ...config.capture.layers], rows)}`;
}

function cellOf(named: readonly ClusterSummary[], layer: string): string {
  const here = named.filter((cluster) => cluster.layer === layer);
  if (here.length === 0) return '0';
  const size = here.reduce((sum, cluster) => sum + cluster.size, 0);
  const pure = here.reduce((sum, cluster) => sum + cluster.size * cluster.purity, 0);
  return `${new Set(here.map(({ model }) => model)).size} (${percent(pure / size)})`;
}
