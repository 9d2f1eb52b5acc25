import type { Layer } from '../networks/layer.js';
import { inferShapes, type PlacedLayer } from '../networks/shapes.js';
import { classCounts, partOf, total } from './class-counts.js';
import type { DatasetConfig } from './config.js';
import type { DatasetFacts } from './dataset-facts.js';
import { quote } from './words.js';

/** Defaults that not every dataset and network has room for: where they do not fit, the largest that fits is taken. */
export const STANDARD = { components: 50, batchSize: 64, probeSize: 1000 } as const;

/** What a number may not be above, and what there are so many of. */
export interface Bound {
  readonly count: number;
  readonly what: string;
}

export function trainable(dataset: DatasetConfig, facts: DatasetFacts): Bound {
  return { count: Math.min(partOf(dataset, facts) ?? Infinity, total(facts.train)), what: 'training samples' };
}

/** The smallest class of a split, of which a probe cannot have more than there are. */
export function smallestClass(split: 'train' | 'test', dataset: DatasetConfig, facts: DatasetFacts): Bound {
  const counts = classCounts(split, dataset, facts);
  const count = Math.min(...counts);
  return { count, what: `${split} samples of class ${quote(facts.classNames[counts.indexOf(count)])}` };
}

/** Layers of an architecture with their shapes. */
export interface PlacedNetwork {
  readonly architecture: string;
  readonly placed: readonly PlacedLayer[];
}

export function placedNetworks(
  models: readonly { readonly architecture: string; readonly layers: readonly Layer[] }[],
  { inputShape }: DatasetFacts,
): PlacedNetwork[] {
  return models.flatMap(({ architecture, layers }) => {
    const placed = inferShapes(inputShape, layers);
    return 'message' in placed ? [] : [{ architecture, placed }];
  });
}

/** Components are directions in the space of a layer's features, spanned by the probe samples: the least of these. */
export function componentBound(
  networks: readonly PlacedNetwork[],
  captured: readonly string[],
  probeSize: number | undefined,
): Bound | undefined {
  const names = new Set(captured);
  const features = networks.flatMap(({ architecture, placed }) =>
    placed
      .filter(({ layer }) => names.has(layer.name))
      .map(({ layer, output: [height, width, channels] }) => ({
        count: height * width * channels,
        what: `features of layer ${quote(layer.name)} in ${quote(architecture)}`,
      })),
  );
  const samples = probeSize === undefined ? [] : [{ count: probeSize, what: 'probe samples' }];
  return [...features, ...samples].sort((a, b) => a.count - b.count)[0];
}

/** A default, or the most that fits. */
export function fitting(standard: number, most: number | undefined): number {
  return Math.max(1, Math.min(standard, most ?? standard));
}
