import type { Config, MeasureName } from '../language/config.js';
import type { Material, Shown } from './material.js';
import type { PartitionKind, Results, Settings } from './results.js';

const partitionOrder: readonly PartitionKind[] = ['clusters', 'labels'];

/** Names of a measure in titles, and in formulas. */
export const measureTitles: Record<MeasureName, string> = { rand: 'Rand index', adjustedRand: 'adjusted Rand index' };
export const measureSymbols: Record<MeasureName, string> = { rand: 'Rand', adjustedRand: 'adjusted Rand' };

const partitionTitles: Record<PartitionKind, string> = {
  labels: 'clusters merged by their majority label',
  clusters: 'raw clusters',
};

interface Occurring {
  readonly config: Pick<Config, 'reduce' | 'cluster'>;
  readonly matrices: readonly Settings[];
  readonly kindred: readonly Settings[];
}

/**
 * Every combination that occurs in the results: raw clusters and the adjusted Rand index first, since labels and chance make
 * models alike; then as the experiment lists them.
 */
export function allSettings(results: Occurring): Settings[] {
  const measures = Object.keys(measureTitles).toReversed();
  const reducers = results.config.reduce.map(({ name }) => name);
  const clusterers = results.config.cluster.map(({ name }) => name);
  const rank = (settings: Settings) => [
    partitionOrder.indexOf(settings.partition),
    measures.indexOf(settings.measure),
    reducers.indexOf(settings.reducer),
    clusterers.indexOf(settings.clusterer),
  ];
  return distinct([...results.matrices, ...results.kindred]).sort((a, b) => compareRanks(rank(a), rank(b)));
}

export function sameSettings(a: Settings, b: Settings): boolean {
  return (
    a.partition === b.partition && a.reducer === b.reducer && a.clusterer === b.clusterer && a.measure === b.measure
  );
}

/** What was compared, such as `raw clusters; pca, kmeans; adjusted Rand index`. */
export function describeSettings({ partition, reducer, clusterer, measure }: Settings): string {
  return `${partitionTitles[partition]}; ${reducer}, ${clusterer}; ${measureTitles[measure]}`;
}

/** A part of a file name, such as `clusters-rand`; reducer and clusterer only where there is a choice. */
export function settingsSlug(settings: Settings, all: readonly Settings[]): string {
  const parts: string[] = [settings.partition, settings.measure];
  if (new Set(all.map(({ reducer }) => reducer)).size > 1) parts.push(settings.reducer);
  if (new Set(all.map(({ clusterer }) => clusterer)).size > 1) parts.push(settings.clusterer);
  return parts.map(slug).join('-');
}

/** Mean of the finite numbers; undefined when there are none. */
function mean(values: readonly number[]): number | undefined {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0 ? undefined : finite.reduce((sum, value) => sum + value, 0) / finite.length;
}

/** Accuracy on the test split at `epoch`, or at the model's last epoch in the results. */
export function accuracyOf({ scores }: Pick<Results, 'scores'>, model: string, epoch?: number): number | undefined {
  const own = accuraciesOf(scores).get(model);
  return epoch === undefined ? own?.last : own?.at.get(epoch);
}

interface Accuracies {
  readonly at: Map<number, number>;
  lastEpoch: number;
  last: number;
}

const known = new WeakMap<Results['scores'], ReadonlyMap<string, Accuracies>>();

/** By model: looked for among all scores, each one of a thousand models would take a thousand times as long. */
function accuraciesOf(scores: Results['scores']): ReadonlyMap<string, Accuracies> {
  const before = known.get(scores);
  if (before !== undefined) return before;
  const byModel = new Map<string, Accuracies>();
  for (const { model, epoch, accuracy } of scores) {
    const own = byModel.get(model) ?? { at: new Map(), lastEpoch: epoch, last: accuracy };
    byModel.set(model, own);
    own.at.set(epoch, accuracy);
    if (epoch >= own.lastEpoch) Object.assign(own, { lastEpoch: epoch, last: accuracy });
  }
  known.set(scores, byModel);
  return byModel;
}

export function percent(share: number | undefined): string {
  return share === undefined || !Number.isFinite(share) ? '' : `${(100 * share).toFixed(1)}%`;
}

/** Rounded for reading, without a minus sign before zeros. */
export function decimals(value: number, digits = 2): string {
  const text = value.toFixed(digits);
  return /^-0\.?0*$/.test(text) ? text.slice(1) : text;
}

/** Agreement that independent partitions would have, over all layers and epochs that are shown. */
export function meanChance({ chances }: Pick<Shown, 'chances'>): number | undefined {
  return mean(chances.map(({ chance }) => chance));
}

/** Of each model, the score at its last epoch. */
export function lastScores(scores: Material['scores'], models: Material['models']): Material['scores'] {
  const last = Math.max(...scores.map(({ about }) => about.epoch));
  const names = new Set(models.map(({ name }) => name));
  return scores.filter(({ about }) => about.epoch === last && names.has(about.model));
}

function distinct(all: readonly Settings[]): Settings[] {
  const each = all.map(({ partition, reducer, clusterer, measure }) => ({ partition, reducer, clusterer, measure }));
  return [...new Map(each.map((settings) => [JSON.stringify(settings), settings])).values()];
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at] - b[at];
}

function slug(name: string): string {
  return name.replace(/[^A-Za-z0-9._]+/g, '-').replace(/^[-.]+|-+$/g, '') || 'x';
}
