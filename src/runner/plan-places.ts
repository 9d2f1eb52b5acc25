import type { ClustererConfig, Config, ConfigPath, ModelConfig, Named, ReducerConfig } from '../language/config.js';
import type { Settings } from '../report/results.js';

/** One layer of one model at one epoch: what is reduced and clustered. */
export interface Place {
  readonly model: ModelConfig;
  readonly epoch: number;
  readonly layer: string;
}

export interface Choice {
  readonly reducer: Named<ReducerConfig>;
  readonly clusterer: Named<ClustererConfig>;
}

export function placesOf({ models, capture }: Config): Place[] {
  return models.flatMap((model) =>
    capture.epochs.flatMap((epoch) => capture.layers.map((layer) => ({ model, epoch, layer }))),
  );
}

export const at = ({ model, epoch, layer }: Place) => `${model.name}@${epoch}/${layer}`;
export const reduceId = (place: Place, reducer: string) => `reduce/${at(place)}/${reducer}`;
export const clusterId = (place: Place, { reducer, clusterer }: Choice) =>
  `cluster/${at(place)}/${reducer.name}/${clusterer.name}`;
export const labelId = (place: Place, { reducer, clusterer }: Choice) =>
  `label/${at(place)}/${reducer.name}/${clusterer.name}`;

export function askedByPlace({ model }: Place): ConfigPath[] {
  return [
    ['models', model.name],
    ['capture', 'epochs'],
    ['capture', 'layers'],
  ];
}

export function reducerPath({ reduce }: Config, name: string): ConfigPath {
  return ['reduce', reduce.findIndex((reducer) => reducer.name === name)];
}

export function clustererPath({ cluster }: Config, name: string): ConfigPath {
  return ['cluster', cluster.findIndex((clusterer) => clusterer.name === name)];
}

export const LAYERS: ConfigPath = ['capture', 'layers'];
export const MEASURES: ConfigPath = ['compare', 'measures'];

/** Of the reducer, the clusterer, the kind of partition (always both) and the measure. */
export function askedBySettings(
  config: Config,
  { reducer, clusterer }: Pick<Settings, 'reducer' | 'clusterer'>,
): ConfigPath[] {
  return [reducerPath(config, reducer), clustererPath(config, clusterer), ['compare'], MEASURES];
}
