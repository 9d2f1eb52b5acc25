import type { FigureSpec } from '../../src/report/figures/figure-spec.js';
import { FIGURES, figurePages } from '../../src/report/figures/index.js';
import type { Material, Needs, Piece, Shown } from '../../src/report/material.js';
import type { Results } from '../../src/report/results.js';
import { allSettings } from '../../src/report/settings.js';

/** Every file of every figure of results, as plans and steps come to it. */
export function figureSpecs(results: Results): (FigureSpec & { readonly name: string })[] {
  return figurePages(materialOf(results)).map(({ kind, name, needs }) => {
    const figure = FIGURES.find((one) => one.kind === kind);
    if (figure === undefined) throw new Error(`no figure ${kind}`);
    return { name, ...figure.draw(shownOf(needs, results)) };
  });
}

/** Steps are positions in the results. */
function materialOf(results: Results): Material {
  const pieces = <About>(list: readonly About[]): Piece<About>[] =>
    list.map((about, index) => ({ about, step: String(index) }));
  const members = { names: [], order: [] };
  return {
    models: results.models,
    traits: results.traits,
    members: { models: members, layers: members },
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
