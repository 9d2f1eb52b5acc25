import { listed, type Warning } from '../language/warnings/warning.js';
import type { LabelSummary } from './label.js';
import type { Clustering, WarningsParams } from './warnings.js';

interface Score {
  readonly model: string;
  readonly epoch: number;
  readonly accuracy: number;
}

/** Of what lies between chance and being always right, a model that has learnt something gets more than this share. */
const LEARNT = 0.05;

/** Models that are no better on the test split than one that always names the largest class, by more than luck can be. */
export function chanceLevel(scores: readonly Score[], { samples, largest }: WarningsParams['test']): Warning[] {
  const chance = largest / samples;
  const luck = 2 * Math.sqrt((chance * (1 - chance)) / samples);
  const poor = scores.filter(({ accuracy }) => accuracy <= chance + Math.max(luck, LEARNT * (1 - chance)));
  if (poor.length === 0) return [];
  const named = listed(poor.map(({ model, accuracy }) => `${model} (${percent(accuracy)})`));
  return [
    {
      code: 'chance-level',
      message: `${named} ${poor.length === 1 ? 'has' : 'have'} learnt next to nothing by epoch ${poor[0].epoch}: naming one class always is right for ${percent(chance)} of the test samples`,
      hint: 'another learning rate may help; what such a model agrees with says nothing',
      models: poor.map(({ model }) => model),
      steps: poor.map(({ model, epoch }) => `train/${model}@${epoch}`),
    },
  ];
}

export function emptyClusters(clusterings: readonly (Clustering & LabelSummary)[]): Warning[] {
  const some = clusterings.filter(({ sizes }) => sizes.includes(0));
  if (some.length === 0) return [];
  const named = some.map((one) => `${placeOf(one)} (${count(one.sizes, 0)} of ${one.sizes.length})`);
  return [
    {
      code: 'empty-clusters',
      message: `clusters without a sample: ${listed(named)}`,
      hint: 'the samples are less apart there than k asks for; agreement of such clusterings may be that alone',
      models: [...new Set(some.map(({ model }) => model))],
      steps: some.flatMap(({ cluster, label }) => [cluster, label]),
    },
  ];
}

function placeOf({ model, epoch, layer }: Clustering): string {
  return `${model}@${epoch}/${layer}`;
}

function count(values: readonly number[], wanted: number): number {
  return values.filter((value) => value === wanted).length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
