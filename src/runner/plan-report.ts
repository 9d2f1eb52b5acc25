import type { Config, ConfigPath } from '../language/config.js';
import { figurePages } from '../report/figures/index.js';
import type { Material, Needs, Piece } from '../report/material.js';
import { lastScores } from '../report/settings.js';
import { TABLES } from '../report/tables/index.js';
import { CAPTION } from '../stages/caption.js';
import type { Json } from '../store/fingerprint.js';
import { asJson, engineOf, type PlanFacts } from './plan-training.js';
import { type InputRef, type Step, step } from './step.js';

interface ReportParts {
  readonly config: Config;
  /** As the page shows it. */
  readonly shownConfig: Json;
  readonly facts: PlanFacts;
  readonly material: Material;
  /** Which fields ask for a figure of these settings. */
  readonly askedBySettings: (settings: Material['settings'][number]) => readonly ConfigPath[];
}

/** The steps whose artifacts are the results folder: each table, each file of a figure, and the page. Tables need no figure. */
export function reportSteps(parts: ReportParts): Step[] {
  const figures = figureSteps(parts);
  return [
    ...TABLES.map((table) => tableStep(table.name, table.needs(parts.material), parts)),
    ...figures,
    pageStep(parts, figures),
  ];
}

function tableStep(name: string, needs: Needs, { material }: ReportParts): Step {
  const { params, inputs } = partsOf(needs, material);
  return step({
    id: `table/${name}`,
    stage: 'table',
    params: { table: name, ...params },
    inputs,
    origins: SHOWN,
    askedBy: [[]],
  });
}

function figureSteps({ material, askedBySettings }: ReportParts): Step[] {
  return figurePages(material).map(({ kind, name, settings, part, needs }) => {
    const { params, inputs } = partsOf(needs, material);
    const names = settings && [settings.reducer, settings.clusterer, settings.partition, settings.measure];
    return step({
      id: ['figure', kind, ...(names ?? []), ...(part === undefined ? [] : [part.page])].join('/'),
      stage: 'figure',
      params: { kind, file: name, ...(part && { part: asJson(part) }), ...params },
      inputs,
      origins: SHOWN,
      askedBy: [['compare'], ...(settings ? askedBySettings(settings) : []), ...(part === undefined ? [] : [MODELS])],
    });
  });
}

const MODELS: ConfigPath = ['models'];

/** Names are shown, and so are part of what is shown; what decides them is told by the page. */
const SHOWN: Step['origins'] = { '': 'derived' };

function pageStep({ config, shownConfig, facts, material }: ReportParts, figures: readonly Step[]): Step {
  const { models, scores, clusterings, matrices, trees } = material;
  const needs = {
    scores: lastScores(scores, models),
    clusterings: shownClusterings(config, clusterings),
    chances: matrices,
    trees,
  };
  const { params, inputs } = partsOf(needs, material);
  const pages = figurePages(material);
  return step({
    id: 'page',
    stage: 'page',
    params: {
      ...params,
      config: shownConfig,
      engines: config.models.map((model) => {
        const { name, version } = engineOf(facts, model);
        return `${name} ${version}`;
      }),
      figures: pages.map(({ name, part }, index) => asJson({ name, step: figures[index].id, page: part?.page })),
    },
    inputs: {
      ...inputs,
      classNames: CLASS_NAMES,
      warnings: ['warnings', 'warnings.json'],
      captions: figures.map(({ id }): InputRef => [id, CAPTION]),
      figures: figures.map(({ id }, index): InputRef => [id, `figures/${pages[index].name}.svg`]),
    },
    origins: { '': 'derived', config: [], 'config.dataset.use': 'derived' },
    mayLack: new Set(figures.map(({ id }) => id)),
  });
}

/** The page counts classes at the last captured epoch of the first reducer and clusterer. */
function shownClusterings({ capture, reduce, cluster }: Config, clusterings: Material['clusterings']) {
  const epoch = Math.max(...capture.epochs);
  return clusterings.filter(({ about }) => {
    return about.epoch === epoch && about.reducer === reduce[0].name && about.clusterer === cluster[0].name;
  });
}

const CLASS_NAMES: InputRef = ['dataset', 'classes.json'];
const PROBE: Readonly<Record<string, InputRef>> = { ids: ['probe', 'ids.npy'], trueLabels: ['probe', 'labels.npy'] };

/** The part of a fingerprint that says what is shown, and the inputs that hold it, under the same names. */
function partsOf(needs: Needs, { members }: Material) {
  const { models, traits, scores, clusterings, partitions, matrices, chances = matrices, trees, means = trees } = needs;
  const across = new Set([...(chances ?? []).map(({ about }) => about.across), ...(means ? ['models' as const] : [])]);
  const inputs: Record<string, InputRef | readonly InputRef[]> = {
    ...(scores && { scores: refsTo(scores, 'score.json') }),
    ...(clusterings && { labels: refsTo(clusterings, 'summary.json'), classNames: CLASS_NAMES }),
    ...(partitions && { assignments: refsTo(partitions, 'assignments.npy'), ...PROBE, classNames: CLASS_NAMES }),
    ...(matrices && { matrices: refsTo(matrices, 'matrix.npy') }),
    ...(chances && { chances: refsTo(chances, 'chance.json') }),
    ...(means && { means: refsTo(means, 'mean.json') }),
    ...(trees && { each: refsTo(trees, 'each.json') }),
  };
  const params: Record<string, Json> = {
    ...(models && { models: asJson(models) }),
    ...(traits && { traits: asJson(traits) }),
    ...(across.size > 0 && { members: asJson(Object.fromEntries([...across].map((one) => [one, members[one]]))) }),
    ...(scores && { scores: aboutOf(scores) }),
    ...(clusterings && { clusterings: aboutOf(clusterings) }),
    ...(partitions && { partitions: aboutOf(partitions) }),
    ...(chances && { chances: aboutOf(chances) }),
    ...(means && { means: aboutOf(means) }),
  };
  return { params, inputs };
}

function refsTo(pieces: readonly Piece<object>[], artifact: string): InputRef[] {
  return pieces.map(({ step }) => [step, artifact]);
}

function aboutOf(pieces: readonly Piece<object>[]): Json {
  return pieces.map(({ about }) => asJson(about));
}
