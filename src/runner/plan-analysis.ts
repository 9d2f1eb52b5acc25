import type { Config, Named, ReducerConfig } from '../language/config.js';
import type { Clustering } from '../stages/warnings.js';
import type { Json } from '../store/fingerprint.js';
import { compareStep, kindredSteps, matricesOf } from './plan-comparison.js';
import { materialOf } from './plan-material.js';
import {
  askedByPlace,
  askedBySettings,
  type Choice,
  clustererPath,
  clusterId,
  labelId,
  type Place,
  placesOf,
  reduceId,
  reducerPath,
} from './plan-places.js';
import { reportSteps } from './plan-report.js';
import { activationsOf, captureId, type PlanFacts } from './plan-training.js';
import { warningsStep } from './plan-warnings.js';
import { type Step, step } from './step.js';

/** The steps after capture: reduce, cluster, label, compare, kindred, warnings, tables, figures and the page. */
export function planAnalysis(config: Config, facts: PlanFacts): Step[] {
  const places = placesOf(config);
  const choices = config.reduce.flatMap((reducer) => config.cluster.map((clusterer) => ({ reducer, clusterer })));
  const matrices = matricesOf(config, choices);
  const trees = kindredSteps(config, matrices);
  const shown = shownConfig(config, facts);
  const material = materialOf(config, facts, { places, choices, matrices, trees });
  return [
    ...config.reduce.flatMap((reducer) => places.map((place) => reduceStep(config, place, reducer, facts))),
    ...choices.flatMap((choice) => places.map((place) => clusterStep(config, place, choice))),
    ...choices.flatMap((choice) => places.map((place) => labelStep(config, place, choice, facts))),
    ...matrices.map((matrix) => compareStep(config, matrix)),
    ...trees.map((tree) => tree.step),
    warningsStep(config, shown, facts, clusteringsOf(choices, places)),
    ...reportSteps({
      config,
      shownConfig: shown,
      facts,
      material,
      askedBySettings: (settings) => askedBySettings(config, settings),
    }),
  ];
}

/** As the report shows it: without paths. */
function shownConfig(config: Config, { rules }: PlanFacts): Json {
  const use = { type: config.dataset.use.type, ...rules.options };
  return JSON.parse(JSON.stringify({ ...config, dataset: { ...config.dataset, use } }));
}

function clusteringsOf(choices: readonly Choice[], places: readonly Place[]): Clustering[] {
  return choices.flatMap((choice) =>
    places.map((place) => {
      const { model, epoch, layer } = place;
      return { model: model.name, epoch, layer, cluster: clusterId(place, choice), label: labelId(place, choice) };
    }),
  );
}

function reduceStep(config: Config, place: Place, reducer: Named<ReducerConfig>, { fused }: PlanFacts): Step {
  const { name, ...params } = reducer;
  return step({
    id: reduceId(place, name),
    stage: 'reduce',
    params: { ...params, fused },
    inputs: { activations: [captureId(place.model.name, place.epoch), activationsOf(place.model, place.layer)] },
    origins: { '': reducerPath(config, name), fused: 'internal' },
    askedBy: [...askedByPlace(place), reducerPath(config, name)],
  });
}

function clusterStep(config: Config, place: Place, choice: Choice): Step {
  const { name, ...params } = choice.clusterer;
  return step({
    id: clusterId(place, choice),
    stage: 'cluster',
    params: { ...params, seed: config.seed },
    inputs: { scores: [reduceId(place, choice.reducer.name), 'scores.npy'] },
    origins: { '': clustererPath(config, name), seed: ['seed'] },
    askedBy: [...askedByPlace(place), reducerPath(config, choice.reducer.name), clustererPath(config, name)],
  });
}

function labelStep(config: Config, place: Place, choice: Choice, { dataset }: PlanFacts): Step {
  const clusterer = clustererPath(config, choice.clusterer.name);
  return step({
    id: labelId(place, choice),
    stage: 'label',
    params: { use: 'majority', clusters: choice.clusterer.k, classes: dataset.classNames.length },
    inputs: { assignments: [clusterId(place, choice), 'assignments.npy'], labels: ['probe', 'labels.npy'] },
    origins: { use: ['label'], clusters: [...clusterer, 'k'], classes: ['dataset', 'use'] },
    askedBy: [...askedByPlace(place), reducerPath(config, choice.reducer.name), clusterer],
  });
}
