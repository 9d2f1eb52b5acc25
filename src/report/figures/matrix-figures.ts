import type { Shown } from '../material.js';
import type { Kindred, Matrix, Settings } from '../results.js';
import { accuracyOf, decimals, describeSettings, measureTitles, percent } from '../settings.js';
import { layoutDendrogram } from './dendrogram.js';
import type { Figure, Part } from './figure.js';
import type { FigureSpec } from './figure-spec.js';
import type { Grid, Panel } from './grid.js';
import { pagesAcross } from './matrix-pages.js';
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

function drawModels(shown: Shown, part: Part | undefined): Promise<FigureSpec> {
  return figureOf(shown, part, (settings, matrices) => {
    const { rows, columns, members: listed } = axesOf(matrices);
    const [tree] = shown.kindred;
    const members = tree === undefined ? listed : leavesOf(tree);
    const names = shortNames(members);
    return {
      title: 'Figure 1. Agreement of the models, by layer and epoch',
      subtitle: `${describeSettings(settings)}${tree === undefined ? '' : '; models in the order of their tree'}`,
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

function drawLayers(shown: Shown, part: Part | undefined): Promise<FigureSpec> {
  const models = new Map(shown.models.map((model) => [model.name, model]));
  return figureOf(shown, part, (settings, matrices) => {
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

/** Models, from the top of their tree to its bottom. */
function leavesOf({ members, merges }: Kindred): string[] {
  return layoutDendrogram(members.length, merges).order.map((leaf) => members[leaf]);
}

/** The main process asks for pages only, and loads nothing that draws. */
async function figureOf(
  { matrices }: Shown,
  part: Part | undefined,
  gridOf: (settings: Settings, matrices: readonly Matrix[]) => Omit<Grid, 'isPart'>,
): Promise<FigureSpec> {
  const { heatMap } = await import('./heat-map.js');
  const grid = { ...gridOf(matrices[0], matrices), isPart: part !== undefined };
  const title = part === undefined ? grid.title : `${grid.title}, page ${part.page} of ${part.pages}`;
  const caption = part === undefined ? howToRead : `${howToRead} Colours mean the same on all pages.`;
  return { title: `${title} (${grid.subtitle})`, caption, kind: 'vega', spec: heatMap({ ...grid, title }) };
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
  const placeOf = new Map(matrix.members.map((member, place) => [member, place]));
  const places = members.map((member) => placeOf.get(member) ?? -1);
  const { values } = matrix;
  const chance = Number.isFinite(matrix.chance) ? [`chance ${decimals(matrix.chance)}`] : [];
  return {
    row: rows.indexOf(matrix.of),
    column: columns.indexOf(matrix.epoch),
    values: places.map((i) => Float64Array.from(places, (j) => values[i]?.[j] ?? Number.NaN)),
    chance: matrix.chance,
    notes: [...notes, ...chance],
  };
}
