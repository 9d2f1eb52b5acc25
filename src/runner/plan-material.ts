import type { Config } from '../language/config.js';
import type { Material } from '../report/material.js';
import { allSettings } from '../report/settings.js';
import { traitsOf } from '../report/traits.js';
import { byMeaning, type KindredPlan, type MatrixPlan } from './plan-comparison.js';
import { type Choice, clusterId, labelId, type Place } from './plan-places.js';
import { engineOf, type PlanFacts, trainId } from './plan-training.js';

interface Analysis {
  readonly places: readonly Place[];
  readonly choices: readonly Choice[];
  readonly matrices: readonly MatrixPlan[];
  readonly trees: readonly KindredPlan[];
}

/** All that the report can show. */
export function materialOf(config: Config, facts: PlanFacts, analysis: Analysis): Material {
  const { places, choices, matrices, trees } = analysis;
  const { models, capture, train } = config;
  const place = ({ partition, reducer, clusterer, measure }: MatrixPlan) => ({
    partition,
    reducer,
    clusterer,
    measure,
  });
  const sorted = byMeaning(models);
  const shown = matrices.map((matrix) => {
    const { id, across, of, epoch } = matrix;
    return { step: id, about: { across, ...place(matrix), of, epoch } };
  });
  const clusterings = choices.flatMap((choice) =>
    places.map((at) => {
      const about = { model: at.model.name, epoch: at.epoch, layer: at.layer };
      const names = { reducer: choice.reducer.name, clusterer: choice.clusterer.name };
      return { at, choice, about: { ...about, ...names } };
    }),
  );
  const abouts = shown.map(({ about }) => about);
  return {
    models: models.map(({ name, architecture }) => ({ name, architecture })),
    traits: traitsOf(models.map((model) => ({ ...model, engine: engineOf(facts, model).name }))),
    members: {
      models: { names: models.map(({ name }) => name), order: models.map((model) => sorted.indexOf(model)) },
      layers: { names: capture.layers, order: capture.layers.map((_, index) => index) },
    },
    settings: allSettings({ config, matrices: abouts, kindred: [] }),
    scores: models.flatMap(({ name: model }) =>
      Array.from({ length: train.epochs }, (_, index) => {
        return { step: trainId(model, index + 1), about: { model, epoch: index + 1 } };
      }),
    ),
    clusterings: clusterings.map(({ at, choice, about }) => ({ step: labelId(at, choice), about })),
    partitions: clusterings.map(({ at, choice, about }) => ({ step: clusterId(at, choice), about })),
    matrices: shown,
    trees: trees.map(({ step, of }) => ({
      step: step.id,
      about: { ...place(of[0]), at: of.map((matrix) => ({ layer: matrix.of, epoch: matrix.epoch })) },
    })),
  };
}
