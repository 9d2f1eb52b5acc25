import { type Complaint, duplicates } from './complaint.js';
import type { Draft, DraftModel } from './draft.js';
import { placeOf } from './tree.js';
import { anyOfWords, didYouMean, quote } from './words.js';

export function checkCapture(draft: Draft): Complaint[] {
  const { captureLayers, captureEpochs } = draft;
  return [
    ...checkCommonLayers(draft),
    ...(captureLayers ?? []).flatMap((layer, index) => checkLayer(layer, index, draft.models)),
    ...duplicates(['capture', 'layers'], captureLayers),
    ...(captureEpochs === undefined ? [] : checkEpochs(draft)),
  ];
}

/** The clusters of a layer are of the probe samples, so there can be no more of them. */
export function checkCluster({ cluster = [], probe, tree }: Draft): Complaint[] {
  const bad = cluster.flatMap(({ k }, index): Complaint[] => {
    if (probe === undefined || k <= probe.size) return [];
    const path = [...choicePath('cluster', index, tree), 'kmeans', 'k'];
    const message = `${k} clusters are more than the ${probe.size} probe samples`;
    return [{ code: 'bad-k', message, expected: `at most ${probe.size}`, path }];
  });
  return [...bad, ...duplicates(['cluster'], cluster)];
}

export function checkReduce({ reduce = [], componentBound: bound, tree }: Draft): Complaint[] {
  const bad = reduce.flatMap(({ components }, index): Complaint[] => {
    if (bound === undefined || components <= bound.count) return [];
    const path = [...choicePath('reduce', index, tree), 'pca', 'components'];
    const message = `${components} components are more than the ${bound.count} ${bound.what}`;
    return [{ code: 'bad-components', message, expected: `at most ${bound.count}`, path }];
  });
  return [...bad, ...duplicates(['reduce'], reduce)];
}

function checkCommonLayers({ tree, commonLayers }: Draft): Complaint[] {
  if (commonLayers === undefined || commonLayers.length > 0 || placeOf(tree, ['capture', 'layers']).found) return [];
  const message = 'no hidden conv2d or dense layer is in every model';
  const hint = 'name such layers alike, or list `layers` under `capture`';
  return [{ code: 'no-common-layer', message, hint, path: ['capture'], atKey: true }];
}

function checkLayer(layer: string, index: number, models: readonly DraftModel[]): Complaint[] {
  const lacking = models.filter(
    ({ architecture }) => architecture?.layers && !layerNames([architecture]).includes(layer),
  );
  if (lacking.length === 0) return [];
  const known = layerNames(lacking.flatMap(({ architecture }) => architecture ?? []));
  const where = [...new Set(lacking.map(({ asks = '' }) => quote(asks)))].join(' and ');
  const hint = didYouMean(layer, known);
  const message = `there is no layer ${quote(layer)} in ${where}`;
  const path = ['capture', 'layers', index];
  return [{ code: 'unknown-layer', message, expected: anyOfWords(known), ...(hint && { hint }), path }];
}

function layerNames(architectures: readonly NonNullable<DraftModel['architecture']>[]): string[] {
  return [...new Set(architectures.flatMap(({ layers = [] }) => layers.map(({ name }) => name)))];
}

/** In the written order, which the decided list does not keep. */
function checkEpochs({ tree, train }: Draft): Complaint[] {
  const { node, found } = placeOf(tree, ['capture', 'epochs']);
  if (!found || node.kind !== 'list' || train === undefined) return [];
  const epochs = node.items.map((item) => (item.kind === 'scalar' ? Number(item.value) : 0));
  const late = epochs.flatMap((epoch, index): Complaint[] => {
    if (epoch <= train.epochs) return [];
    const message = `epoch ${epoch} is after the last, ${train.epochs}`;
    return [{ code: 'bad-epoch', message, expected: `at most ${train.epochs}`, path: ['capture', 'epochs', index] }];
  });
  return [...late, ...duplicates(['capture', 'epochs'], epochs)];
}

/** One choice may stand alone, without a list around it. */
function choicePath(key: string, index: number, tree: Draft['tree']): (string | number)[] {
  return placeOf(tree, [key]).node.kind === 'list' ? [key, index] : [key];
}
