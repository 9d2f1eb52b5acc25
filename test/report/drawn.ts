import type { FigureSpec } from '../../src/report/figures/figure-spec.js';
import { FIGURES, figurePages } from '../../src/report/figures/index.js';
import type { Material, Needs, Piece, Shown } from '../../src/report/material.js';
import type { Results } from '../../src/report/results.js';
import { allSettings } from '../../src/report/settings.js';

/** Every file of every figure of results, as plans and steps come to it. */
export function figureSpecs(results: Results): Promise<(FigureSpec & { readonly name: string })[]> {
  return Promise.all(
    figurePages(materialOf(results)).map(async ({ kind, name, part, needs }) => {
      const figure = FIGURES.find((one) => one.kind === kind);
      if (figure === undefined) throw new Error(`no figure ${kind}`);
      return { name, ...(await figure.draw(shownOf(needs, results), part)) };
    }),
  );
}

/** Steps are positions in the results. */
function materialOf(results: Results): Material {
  const pieces = <About>(list: readonly About[]): Piece<About>[] =>
    list.map((about, index) => ({ about, step: String(index) }));
  const members = (names: readonly string[]) => ({ names, order: names.map((_, index) => index) });
  return {
    models: results.models,
    traits: results.traits,
    members: {
      models: members(results.models.map(({ name }) => name)),
      layers: members(results.config.capture.layers),
    },
    settings: allSettings(results),
    scores: pieces(results.scores),
    clusterings: [],
    partitions: [],
    matrices: pieces(results.matrices),
    trees: pieces(results.kindred.map((kindred) => ({ ...kindred, at: [] }))),
  };
}

function shownOf(needs: Needs, results: Results): Shown {
  const pick = <Value>(pieces: readonly Piece<object>[] | undefined, values: readonly Value[]) =>
    (pieces ?? []).map(({ step }) => values[Number(step)]);
  return {
    models: needs.models ?? [],
    traits: results.traits,
    scores: pick(needs.scores, results.scores),
    clusters: [],
    assigned: results.assigned,
    matrices: pick(needs.matrices, results.matrices),
    chances: pick(needs.chances ?? needs.matrices, results.matrices),
    kindred: pick(needs.trees ?? needs.means, results.kindred),
  };
}
