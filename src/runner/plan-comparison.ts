import { groupBy } from '../algorithms/group-by.js';
import { canonicalJson } from '../formats/canonical-json.js';
import type { Config, ModelConfig } from '../language/config.js';
import { withDefaultNames } from '../networks/layer-names.js';
import type { MatrixPlace } from '../report/material.js';
import type { PartitionKind } from '../report/results.js';
import { askedBySettings, at, type Choice, LAYERS, MEASURES, type Place } from './plan-places.js';
import { type InputRef, type Step, step } from './step.js';

const PARTITIONS: readonly PartitionKind[] = ['labels', 'clusters'];

export interface MatrixPlan extends MatrixPlace {
  readonly id: string;
  readonly places: readonly Place[];
}

/** A step that makes trees, and the matrices that they are of. */
export interface KindredPlan {
  readonly step: Step;
  readonly of: readonly MatrixPlan[];
}

export function matricesOf(config: Config, choices: readonly Choice[]): MatrixPlan[] {
  const { models, capture, compare } = config;
  const sorted = byMeaning(models);
  const acrossModels = capture.layers.map((layer) => ({
    of: layer,
    places: sorted.map((model) => ({ model, layer })),
  }));
  const acrossLayers = models.map((model) => ({
    of: model.name,
    places: capture.layers.map((layer) => ({ model, layer })),
  }));
  const kinds = { models: acrossModels, layers: acrossLayers };
  return compare.across.flatMap((across) =>
    choices.flatMap(({ reducer, clusterer }) =>
      PARTITIONS.flatMap((partition) =>
        compare.measures.flatMap((measure) =>
          kinds[across].flatMap(({ of, places }) =>
            capture.epochs.map((epoch) => ({
              id: `compare/${across}/${of}@${epoch}/${reducer.name}/${clusterer.name}/${partition}/${measure}`,
              across,
              partition,
              reducer: reducer.name,
              clusterer: clusterer.name,
              measure,
              of,
              epoch,
              places: places.map((place) => ({ ...place, epoch })),
            })),
          ),
        ),
      ),
    ),
  );
}

/** Models in an order that neither their names nor their order in the file decide, so that no key depends on those. */
export function byMeaning(models: readonly ModelConfig[]): ModelConfig[] {
  const meaning = new Map(
    models.map((model) => {
      const { name: _, architecture: __, layers, ...rest } = model;
      return [model, canonicalJson({ ...rest, layers: withDefaultNames(layers) })];
    }),
  );
  return [...models].sort((a, b) => ((meaning.get(a) ?? '') < (meaning.get(b) ?? '') ? -1 : 1));
}

export function compareStep(
  config: Config,
  { id, across, of, reducer, clusterer, partition, measure, places }: MatrixPlan,
): Step {
  const isAcrossModels = across === 'models';
  const [stage, artifact] = partition === 'labels' ? ['label', 'labels.npy'] : ['cluster', 'assignments.npy'];
  return step({
    id,
    stage: 'compare',
    params: { measure },
    inputs: {
      partitions: places.map((place): InputRef => [`${stage}/${at(place)}/${reducer}/${clusterer}`, artifact]),
    },
    origins: { measure: MEASURES, partitions: isAcrossModels ? ['models'] : LAYERS },
    askedBy: [
      ['compare', 'across'],
      isAcrossModels ? LAYERS : ['models', of],
      ['capture', 'epochs'],
      ...askedBySettings(config, { reducer, clusterer }),
    ],
  });
}

/** One step for each combination of settings: a tree per matrix across models, and one of their mean. */
export function kindredSteps(config: Config, matrices: readonly MatrixPlan[]): KindredPlan[] {
  if (!config.compare.across.includes('models') || config.models.length < 2) return [];
  const acrossModels = matrices.filter(({ across }) => across === 'models');
  return [...groupBy(acrossModels, kindredId)].map(([id, of]) => ({
    of,
    step: step({
      id,
      stage: 'kindred',
      params: { linkage: 'average', distance: 'sqrt(1 - similarity)' },
      inputs: { matrices: of.map((matrix): InputRef => [matrix.id, 'matrix.npy']) },
      origins: { matrices: ['capture'] },
      askedBy: askedBySettings(config, of[0]),
    }),
  }));
}

function kindredId({ reducer, clusterer, partition, measure }: MatrixPlan): string {
  return `kindred/${reducer}/${clusterer}/${partition}/${measure}`;
}
