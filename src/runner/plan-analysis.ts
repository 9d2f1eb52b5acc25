import { canonicalJson } from '../formats/canonical-json.js';
import type {
  Across,
  ClustererConfig,
  Config,
  ConfigPath,
  ModelConfig,
  Named,
  ReducerConfig,
} from '../language/config.js';
import { withDefaultNames } from '../networks/layer-names.js';
import type { PartitionKind } from '../report/results.js';
import type { Clustering } from '../stages/warnings.js';
import type { Json } from '../store/fingerprint.js';
import { activationsOf, asJson, captureId, engineOf, type PlanFacts, trainId } from './plan-training.js';
import { warningsStep } from './plan-warnings.js';
import { type InputRef, type Step, step } from './step.js';

/** One layer of one model at one epoch: what is reduced and clustered. */
interface Place {
  readonly model: ModelConfig;
  readonly epoch: number;
  readonly layer: string;
}

interface Choice {
  readonly reducer: Named<ReducerConfig>;
  readonly clusterer: Named<ClustererConfig>;
}

interface MatrixPlan {
  readonly id: string;
  readonly across: Across;
  readonly partition: PartitionKind;
  readonly reducer: string;
  readonly clusterer: string;
  readonly measure: string;
  readonly of: string;
  readonly epoch: number;
  /** As the experiment lists them. */
  readonly members: readonly string[];
  readonly places: readonly Place[];
  /** Position of each member's place among `places`. */
  readonly order: readonly number[];
}

const PARTITIONS: readonly PartitionKind[] = ['labels', 'clusters'];

/** The steps after capture: reduce, cluster, label, compare, kindred, warnings, report. */
export function planAnalysis(config: Config, facts: PlanFacts): Step[] {
  const places = placesOf(config);
  const choices = config.reduce.flatMap((reducer) => config.cluster.map((clusterer) => ({ reducer, clusterer })));
  const matrices = matricesOf(config, choices);
  return [
    ...config.reduce.flatMap((reducer) => places.map((place) => reduceStep(config, place, reducer, facts))),
    ...choices.flatMap((choice) => places.map((place) => clusterStep(config, place, choice))),
    ...choices.flatMap((choice) => places.map((place) => labelStep(config, place, choice, facts))),
    ...matrices.map((matrix) => compareStep(config, matrix)),
    ...kindredSteps(config, matrices),
    warningsStep(config, shownConfig(config, facts), facts, clusteringsOf(choices, places)),
    reportStep(config, { facts, places, choices, matrices }),
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

function placesOf({ models, capture }: Config): Place[] {
  return models.flatMap((model) =>
    capture.epochs.flatMap((epoch) => capture.layers.map((layer) => ({ model, epoch, layer }))),
  );
}

const at = ({ model, epoch, layer }: Place) => `${model.name}@${epoch}/${layer}`;
const reduceId = (place: Place, reducer: string) => `reduce/${at(place)}/${reducer}`;
const clusterId = (place: Place, { reducer, clusterer }: Choice) =>
  `cluster/${at(place)}/${reducer.name}/${clusterer.name}`;
const labelId = (place: Place, { reducer, clusterer }: Choice) =>
  `label/${at(place)}/${reducer.name}/${clusterer.name}`;

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

function askedByPlace({ model }: Place): ConfigPath[] {
  return [
    ['models', model.name],
    ['capture', 'epochs'],
    ['capture', 'layers'],
  ];
}

function reducerPath({ reduce }: Config, name: string): ConfigPath {
  return ['reduce', reduce.findIndex((reducer) => reducer.name === name)];
}

function clustererPath({ cluster }: Config, name: string): ConfigPath {
  return ['cluster', cluster.findIndex((clusterer) => clusterer.name === name)];
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

function matricesOf(config: Config, choices: readonly Choice[]): MatrixPlan[] {
  const { models, capture, compare } = config;
  const sorted = byMeaning(models);
  const acrossModels = capture.layers.map((layer) => ({
    of: layer,
    members: models.map(({ name }) => name),
    order: models.map((model) => sorted.indexOf(model)),
    places: sorted.map((model) => ({ model, layer })),
  }));
  const acrossLayers = models.map((model) => ({
    of: model.name,
    members: capture.layers,
    order: capture.layers.map((_, index) => index),
    places: capture.layers.map((layer) => ({ model, layer })),
  }));
  const kinds = { models: acrossModels, layers: acrossLayers };
  return compare.across.flatMap((across) =>
    choices.flatMap(({ reducer, clusterer }) =>
      PARTITIONS.flatMap((partition) =>
        compare.measures.flatMap((measure) =>
          kinds[across].flatMap(({ of, members, order, places }) =>
            capture.epochs.map((epoch) => ({
              id: `compare/${across}/${of}@${epoch}/${reducer.name}/${clusterer.name}/${partition}/${measure}`,
              across,
              partition,
              reducer: reducer.name,
              clusterer: clusterer.name,
              measure,
              of,
              epoch,
              members,
              order,
              places: places.map((place) => ({ ...place, epoch })),
            })),
          ),
        ),
      ),
    ),
  );
}

/** Models in an order that neither their names nor their order in the file decide, so that no key depends on those. */
function byMeaning(models: readonly ModelConfig[]): ModelConfig[] {
  const meaning = new Map(
    models.map((model) => {
      const { name: _, architecture: __, layers, ...rest } = model;
      return [model, canonicalJson({ ...rest, layers: withDefaultNames(layers) })];
    }),
  );
  return [...models].sort((a, b) => ((meaning.get(a) ?? '') < (meaning.get(b) ?? '') ? -1 : 1));
}

function compareStep(
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

const LAYERS: ConfigPath = ['capture', 'layers'];
const MEASURES: ConfigPath = ['compare', 'measures'];

/** Of the reducer, the clusterer, the kind of partition (always both) and the measure. */
function askedBySettings(
  config: Config,
  { reducer, clusterer }: Pick<MatrixPlan, 'reducer' | 'clusterer'>,
): ConfigPath[] {
  return [reducerPath(config, reducer), clustererPath(config, clusterer), ['compare'], MEASURES];
}

/** One step for each combination of settings: a tree per matrix across models, and one of their mean. */
function kindredSteps(config: Config, matrices: readonly MatrixPlan[]): Step[] {
  if (!config.compare.across.includes('models') || config.models.length < 2) return [];
  const acrossModels = matrices.filter(({ across }) => across === 'models');
  const ids = [...new Set(acrossModels.map(kindredId))];
  return ids.map((id) => {
    const group = acrossModels.filter((matrix) => kindredId(matrix) === id);
    return step({
      id,
      stage: 'kindred',
      params: { linkage: 'average', distance: 'sqrt(1 - similarity)' },
      inputs: { matrices: group.map((matrix): InputRef => [matrix.id, 'matrix.json']) },
      origins: { matrices: ['capture'] },
      askedBy: askedBySettings(config, group[0]),
    });
  });
}

function kindredId({ reducer, clusterer, partition, measure }: MatrixPlan): string {
  return `kindred/${reducer}/${clusterer}/${partition}/${measure}`;
}

interface ReportParts {
  readonly facts: PlanFacts;
  readonly places: readonly Place[];
  readonly choices: readonly Choice[];
  readonly matrices: readonly MatrixPlan[];
}

/** Names are part of the report's fingerprint, since it shows them. */
function reportStep(config: Config, { facts, places, choices, matrices }: ReportParts): Step {
  const scores = config.models.flatMap(({ name: model }) =>
    Array.from({ length: config.train.epochs }, (_, index) => ({ model, epoch: index + 1 })),
  );
  const clusterings = choices.flatMap((choice) => places.map((place) => ({ place, choice })));
  const trees = kindredSteps(config, matrices);
  return step({
    id: 'report',
    stage: 'report',
    params: {
      config: shownConfig(config, facts),
      engines: config.models.map((model) => {
        const { name, version } = engineOf(facts, model);
        return `${name} ${version}`;
      }),
      scores,
      clusterings: clusterings.map(({ place, choice }) => ({
        ...place,
        model: place.model.name,
        reducer: choice.reducer.name,
        clusterer: choice.clusterer.name,
      })),
      matrices: matrices.map(({ id: _id, places: _places, ...matrix }) => asJson(matrix)),
      kindred: trees.map(({ id }) =>
        asJson(matrices.flatMap((m, i) => (m.across === 'models' && kindredId(m) === id ? [i] : []))),
      ),
    },
    inputs: {
      classNames: ['dataset', 'classes.json'],
      scores: scores.map(({ model, epoch }): InputRef => [trainId(model, epoch), 'score.json']),
      labels: clusterings.map(({ place, choice }): InputRef => [labelId(place, choice), 'summary.json']),
      matrices: matrices.map(({ id }): InputRef => [id, 'matrix.json']),
      kindred: trees.map(({ id }): InputRef => [id, 'trees.json']),
      warnings: ['warnings', 'warnings.json'],
    },
    origins: { '': 'derived', config: [], 'config.dataset.use': 'derived' },
  });
}
