import { groupBy } from '../../algorithms/group-by.js';
import { chunksOf } from '../chunks.js';
import type { Material, Needs, Piece, ScorePlace } from '../material.js';
import type { Matrix, Settings } from '../results.js';
import { sameSettings, settingsSlug } from '../settings.js';
import type { FigurePage } from './figure.js';
import { panelSide } from './heat-map-layout.js';

/** So many models are shown in the tree's order: of fewer the experiment's own is easier to follow. */
const MOST_IN_OWN_ORDER = 12;
/** Pixels of a picture, in width and in height: what a large screen shows, and a PNG holds without shrinking much. */
const MOST_PIXELS = 2400;
/** Around a panel: the gap, and the lines below it. */
const [BESIDE, BELOW] = [14, 50];
/** Of the texts above and below a panel. */
const NARROWEST = 76;

/** One file for each of the settings, or several where one would be too large to look at: layers or models, and epochs, in parts. */
export function pagesAcross(across: Matrix['across'], material: Material): FigurePage[] {
  const prefix = across === 'models' ? 'figure1' : 'figure2';
  const scoresOf = scoresByModel(material.scores);
  return material.settings.flatMap((settings) => {
    const matrices = material.matrices.filter(({ about }) => about.across === across && sameSettings(about, settings));
    const parts = partsOf(matrices, panelSide(material.members[across].names.length));
    const name = `${prefix}-${settingsSlug(settings, material.settings)}`;
    return parts.map((part, index): FigurePage => {
      const needs = needsOf(across, part, settings, material, scoresOf);
      if (parts.length === 1) return { name, settings, needs };
      const [page, pages] = [index + 1, parts.length];
      const number = String(page).padStart(String(pages).length, '0');
      return { name: `${name}-page${number}`, settings, part: { page, pages }, needs };
    });
  });
}

type Matrices = Material['matrices'];

/** Rows of layers or models and columns of epochs, as many as a picture takes. */
function partsOf(matrices: Matrices, side: number): Matrices[] {
  const most = (pitch: number) => Math.max(1, Math.floor(MOST_PIXELS / pitch));
  const rows = [...new Set(matrices.map(({ about }) => about.of))];
  const columns = [...new Set(matrices.map(({ about }) => about.epoch))].sort((a, b) => a - b);
  const columnParts = chunksOf(columns, most(BESIDE + Math.max(side, NARROWEST)));
  const byRow = groupBy(matrices, ({ about }) => about.of);
  return chunksOf(rows, most(BELOW + side)).flatMap((rowPart) => {
    const inRows = rowPart.flatMap((row) => byRow.get(row) ?? []);
    return columnParts
      .map((epochs) => inRows.filter(({ about }) => epochs.includes(about.epoch)))
      .filter(({ length }) => length > 0);
  });
}

type ScoresOf = ReadonlyMap<string, readonly Piece<ScorePlace>[]>;

function scoresByModel(scores: Material['scores']): ScoresOf {
  return groupBy(scores, ({ about }) => about.model);
}

/** Figure 1 shows all models, figure 2 those of its rows. */
function needsOf(
  across: Matrix['across'],
  matrices: Matrices,
  settings: Settings,
  { models, trees }: Material,
  scoresOf: ScoresOf,
): Needs {
  const epochs = new Set(matrices.map(({ about }) => about.epoch));
  const rows = new Set(matrices.map(({ about }) => about.of));
  const shown = across === 'models' ? models : models.filter(({ name }) => rows.has(name));
  const scores = shown.flatMap(({ name }) => (scoresOf.get(name) ?? []).filter(({ about }) => epochs.has(about.epoch)));
  if (across === 'layers') return { matrices, scores, models: shown };
  const inTreeOrder = models.length > MOST_IN_OWN_ORDER;
  return {
    matrices,
    scores,
    ...(inTreeOrder && { means: trees.filter(({ about }) => sameSettings(about, settings)) }),
  };
}
