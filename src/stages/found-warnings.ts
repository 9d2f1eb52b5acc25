import { listed, type Warning } from '../language/warnings/warning.js';
import type { ClusterSummary } from './cluster.js';
import type { LabelSummary } from './label.js';
import type { CapturedLayer, Clustering, WarningsParams } from './warnings.js';

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

/** Layers, or most of their units, that give the same for every sample. */
export function deadUnits(layers: readonly CapturedLayer[], clusterings: readonly Clustering[]): Warning[] {
  const dead = layers.filter(isDead);
  const dying = layers.filter((layer) => !isDead(layer) && 2 * layer.dead > layer.units);
  const places = new Set(dead.map(placeOf));
  const built = clusterings.filter((one) => places.has(placeOf(one))).flatMap(stepsOf);
  return [
    ...about(dead, {
      code: 'dead-layer',
      message: `layers that give the same for every probe sample: ${placesOf(dead)}; two of them agree wholly, whatever the models are`,
      hint: 'another init or a lower learning rate may help; leave out what is dead before anything is concluded',
      steps: [...dead.map(captureOf), ...built],
    }),
    ...about(dying, {
      code: 'dead-units',
      message: `layers more than half of whose units give the same for every probe sample: ${listed(
        dying.map((layer) => `${placeOf(layer)} (${layer.dead} of ${layer.units})`),
      )}`,
      hint: 'another init or a lower learning rate may help; what is left may be too little to compare',
      steps: dying.map(captureOf),
    }),
  ];
}

/** Clusterings that are not what was asked for; nothing of layers that are dead, of which all is said. */
export function poorClusterings(
  layers: readonly CapturedLayer[],
  clusterings: readonly (Clustering & ClusterSummary & LabelSummary)[],
): Warning[] {
  const dead = new Set(layers.filter(isDead).map(placeOf));
  const alive = clusterings.filter((one) => !dead.has(placeOf(one)));
  const few = alive.filter(({ distinct, sizes }) => distinct < sizes.length);
  const empty = alive.filter(({ distinct, sizes, empty }) => empty > 0 && distinct >= sizes.length);
  const unsettled = alive.filter(({ converged }) => !converged);
  const tied = alive.filter(({ decisiveTies }) => decisiveTies.length > 0);
  return [
    ...about(few, {
      code: 'few-distinct-samples',
      message: `fewer different samples than clusters, so that some are empty: ${listed(
        few.map((one) => `${placeOf(one)} (${one.distinct} for ${one.sizes.length})`),
      )}`,
      hint: 'a smaller `k`, or a layer that tells more samples apart',
    }),
    ...about(empty, {
      code: 'empty-clusters',
      message: `clusters without a sample: ${listed(empty.map((one) => `${placeOf(one)} (${one.empty} of ${one.sizes.length})`))}`,
      hint: 'a smaller `k`, or more `restarts`',
    }),
    ...about(unsettled, {
      code: 'not-converged',
      message: `clusters that still moved when \`maxIterations\` was reached: ${placesOf(unsettled)}`,
      hint: 'a higher `maxIterations`',
    }),
    ...about(tied, {
      code: 'tied-majority',
      message: `clusters whose commonest classes are tied, and which of them wins decides what they are merged with: ${listed(
        tied.map((one) => `${placeOf(one)} (${one.decisiveTies.length} of ${one.sizes.length})`),
      )}; the first class in the order of the dataset wins`,
      hint: 'a larger probe; or look at raw clusters, which have no names',
    }),
  ];
}

function about(places: readonly (CapturedLayer | Clustering)[], warning: Warning): Warning[] {
  if (places.length === 0) return [];
  const models = [...new Set(places.map(({ model }) => model))];
  const steps = places.flatMap((place) => ('cluster' in place ? stepsOf(place) : []));
  return [{ models, steps, ...warning }];
}

function isDead({ units, dead }: CapturedLayer): boolean {
  return dead === units;
}

function captureOf({ model, epoch }: CapturedLayer): string {
  return `capture/${model}@${epoch}`;
}

function stepsOf({ cluster, label }: Clustering): string[] {
  return [cluster, label];
}

function placesOf(places: readonly (CapturedLayer | Clustering)[]): string {
  return listed([...new Set(places.map(placeOf))]);
}

function placeOf({ model, epoch, layer }: CapturedLayer | Clustering): string {
  return `${model}@${epoch}/${layer}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
