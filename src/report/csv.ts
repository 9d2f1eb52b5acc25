import type { Kindred, Matrix, Results } from './results.js';
import { accuracyOf } from './settings.js';
import { visible } from './visible.js';

type Cell = string | number | undefined;

/** All n x n cells of every matrix, one per row; `model` or `layer` is empty where the members take its place. */
export function similarityCsv(results: Pick<Results, 'matrices'>): string {
  const header = 'compare,partition,reducer,clusterer,measure,layer,epoch,model,a,b,value';
  return toCsv(header, results.matrices.flatMap(matrixRows));
}

export function modelsCsv(results: Pick<Results, 'scores'>): string {
  const rows = results.scores.map((score) => [
    score.model,
    score.epoch,
    score.loss,
    score.accuracy,
    score.trainLoss,
    score.trainAccuracy,
  ]);
  return toCsv('model,epoch,loss,accuracy,trainLoss,trainAccuracy', rows);
}

export function clustersCsv(results: Pick<Results, 'clusters'>): string {
  const rows = results.clusters.map((cluster) => [
    cluster.model,
    cluster.epoch,
    cluster.layer,
    cluster.cluster,
    cluster.size,
    cluster.label,
    cluster.purity,
    cluster.reducer,
    cluster.clusterer,
  ]);
  return toCsv('model,epoch,layer,cluster,size,label,purity,reducer,clusterer', rows);
}

/** The group of every model, numbered from 1 as in the figures; layer and epoch are `mean` for the mean over all. */
export function groupsCsv(results: Pick<Results, 'kindred' | 'scores'>): string {
  const header = 'partition,reducer,clusterer,measure,layer,epoch,group,model,accuracy,silhouette';
  return toCsv(
    header,
    results.kindred.flatMap((kindred) => groupRows(kindred, results)),
  );
}

function matrixRows({ across, partition, reducer, clusterer, measure, of, epoch, members, values }: Matrix): Cell[][] {
  const layer = across === 'models' ? of : '';
  const model = across === 'models' ? '' : of;
  return members.flatMap((a, i) =>
    members.map((b, j) => [across, partition, reducer, clusterer, measure, layer, epoch, model, a, b, values[i][j]]),
  );
}

function groupRows(kindred: Kindred, results: Pick<Results, 'scores'>): Cell[][] {
  const { partition, reducer, clusterer, measure, at, groups, silhouette } = kindred;
  return groups.flatMap((group, index) =>
    group.map((model) => [
      partition,
      reducer,
      clusterer,
      measure,
      at?.layer ?? 'mean',
      at?.epoch ?? 'mean',
      index + 1,
      model,
      accuracyOf(results, model, at?.epoch),
      silhouette,
    ]),
  );
}

function toCsv(header: string, rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows.map((row) => row.map(quote).join(','))].map((line) => `${line}\n`).join('');
}

/** RFC 4180: quotes only where a comma, a quote or a line break needs them. */
function quote(cell: Cell): string {
  const text = cell === undefined ? '' : visible(String(cell));
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
