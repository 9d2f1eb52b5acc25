import type { Material, Shown } from '../material.js';
import type { Matrix, Settings } from '../results.js';
import {
  accuracyOf,
  decimals,
  describeSettings,
  measureTitles,
  percent,
  sameSettings,
  settingsSlug,
} from '../settings.js';
import type { Figure, FigurePage } from './figure.js';
import type { FigureSpec } from './figure-spec.js';
import type { Grid, Panel } from './grid.js';
import { heatMap } from './heat-map.js';
import { shortNames } from './short-names.js';

const howToRead =
  'Each cell is the agreement of two partitions of the same probe samples; the diagonal is always 1. The red mark on the ' +
  'colour bar is the agreement that independent partitions with the same cluster sizes would have.';

/** Figure 1: models against models, one row per layer, one column per epoch. */
export const modelsFigure: Figure = {
  kind: 'models',
  pages: (material) => pagesAcross('models', material),
  draw: drawModels,
};

function drawModels(shown: Shown): FigureSpec {
  return figureOf(shown, (settings, matrices) => {
    const { rows, columns, members } = axesOf(matrices);
    const names = shortNames(members);
    return {
      title: 'Figure 1. Agreement of the models, by layer and epoch',
      subtitle: describeSettings(settings),
      scaleTitle: measureTitles[settings.measure],
      rowTitle: 'layer',
      memberTitle: 'model',
      bottomTitle: 'model, with its test accuracy at that epoch',
      rows: rows.map((layer) => [layer]),
      columns: columns.map((epoch) => `epoch ${epoch}`),
      members,
      bottomNames: columns.map((epoch) =>
        members.map((model, index) => `${names[index]} ${percent(accuracyOf(shown, model, epoch))}`.trimEnd()),
      ),
      panels: matrices.map((matrix) => panelOf(matrix, rows, columns, members, [])),
    };
  });
}

/** Figure 2: layers against layers, one row per model, one column per epoch. */
export const layersFigure: Figure = {
  kind: 'layers',
  pages: (material) => pagesAcross('layers', material),
  draw: drawLayers,
};

function drawLayers(shown: Shown): FigureSpec {
  const models = new Map(shown.models.map((model) => [model.name, model]));
  return figureOf(shown, (settings, matrices) => {
    const { rows, columns, members } = axesOf(matrices);
    return {
      title: 'Figure 2. Agreement of the layers of each model, by epoch',
      subtitle: describeSettings(settings),
      scaleTitle: measureTitles[settings.measure],
      rowTitle: 'model',
      memberTitle: 'layer',
      bottomTitle: 'layer',
      rows: rows.map((model) => [model, models.get(model)?.architecture ?? ''].filter((line) => line !== '')),
      columns: columns.map((epoch) => `epoch ${epoch}`),
      members,
      bottomNames: columns.map(() => shortNames(members)),
      panels: matrices.map((matrix) => {
        const accuracy = percent(accuracyOf(shown, matrix.of, matrix.epoch));
        return panelOf(matrix, rows, columns, members, accuracy === '' ? [] : [`accuracy ${accuracy}`]);
      }),
    };
  });
}

/** One file for each of the settings. */
function pagesAcross(across: Matrix['across'], { settings: all, models, ...material }: Material): FigurePage[] {
  const prefix = across === 'models' ? 'figure1' : 'figure2';
  return all.flatMap((settings) => {
    const matrices = material.matrices.filter(({ about }) => about.across === across && sameSettings(about, settings));
    if (matrices.length === 0) return [];
    const epochs = new Set(matrices.map(({ about }) => about.epoch));
    const scores = material.scores.filter(({ about }) => epochs.has(about.epoch));
    const needs = { matrices, scores, ...(across === 'layers' && { models }) };
    return [{ name: `${prefix}-${settingsSlug(settings, all)}`, settings, needs }];
  });
}

function figureOf({ matrices }: Shown, gridOf: (settings: Settings, matrices: readonly Matrix[]) => Grid): FigureSpec {
  const grid = gridOf(matrices[0], matrices);
  return { title: `${grid.title} (${grid.subtitle})`, caption: howToRead, kind: 'vega', spec: heatMap(grid) };
}

/** Rows and members in order of appearance, epochs in order of time. */
function axesOf(matrices: readonly Matrix[]) {
  return {
    rows: [...new Set(matrices.map(({ of }) => of))],
    columns: [...new Set(matrices.map(({ epoch }) => epoch))].sort((a, b) => a - b),
    members: [...new Set(matrices.flatMap(({ members }) => members))],
  };
}

function panelOf(
  matrix: Matrix,
  rows: readonly string[],
  columns: readonly number[],
  members: readonly string[],
  notes: readonly string[],
): Panel {
  const places = members.map((member) => matrix.members.indexOf(member));
  const chance = Number.isFinite(matrix.chance) ? [`chance ${decimals(matrix.chance)}`] : [];
  return {
    row: rows.indexOf(matrix.of),
    column: columns.indexOf(matrix.epoch),
    values: places.map((i) => places.map((j) => matrix.values[i]?.[j])),
    chance: matrix.chance,
    notes: [...notes, ...chance],
  };
}
