import type { Config, ConfigPath } from './config.js';
import type { DatasetFacts } from './dataset-facts.js';
import { type Bound, componentBound, placedNetworks, STANDARD, smallestClass, trainable } from './fit.js';
import { originOf } from './origins.js';
import type { Positions } from './positions.js';

/** A default that did not fit, and was lowered to what fits. */
export interface FittedDefault {
  /** In the decided config. */
  readonly path: ConfigPath;
  readonly value: number;
  readonly standard: number;
  readonly bound: Bound;
}

export function fittedDefaults(config: Config, facts: DatasetFacts, positions: Positions): readonly FittedDefault[] {
  const { train, probe, reduce, dataset, models } = config;
  const classes = facts.classNames.length;
  const smallest = smallestClass(probe.split, dataset, facts);
  const components = componentBound(placedNetworks(models, facts), config.capture.layers, probe.size);
  const isFitted = ({ path, value, standard }: FittedDefault) =>
    value < standard && originOf(config, positions, path) === undefined;
  return [
    fitted(['train', 'batchSize'], train.batchSize, STANDARD.batchSize, trainable(dataset, facts)),
    // As many of each class as a thousand samples have are no fewer than by default.
    fitted(['probe', 'size'], probe.size, classes * Math.floor(STANDARD.probeSize / classes), smallest),
    ...reduce.flatMap((reducer, index) =>
      components ? [fitted(['reduce', index, 'components'], reducer.components, STANDARD.components, components)] : [],
    ),
  ].filter(isFitted);
}

function fitted(path: ConfigPath, value: number, standard: number, bound: Bound): FittedDefault {
  return { path, value, standard, bound };
}
