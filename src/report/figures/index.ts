import type { Material } from '../material.js';
import { accuracyFigure, lossFigure } from './curves.js';
import type { Figure, FigurePage } from './figure.js';
import { layersFigure, modelsFigure } from './matrix-figures.js';
import { treeFigure } from './tree.js';

/** To add a figure: a file here, and its line. */
export const FIGURES: readonly Figure[] = [treeFigure, modelsFigure, layersFigure, lossFigure, accuracyFigure];

/** Every file of every figure of an experiment, each under a name of its own. */
export function figurePages(material: Material): (FigurePage & { readonly kind: string })[] {
  const names = new Map<string, number>();
  const pages = FIGURES.flatMap(({ kind, pages }) => pages(material).map((page) => ({ ...page, kind })));
  return pages.map((page) => {
    const same = page.name.toLowerCase();
    const count = (names.get(same) ?? 0) + 1;
    names.set(same, count);
    return count === 1 ? page : { ...page, name: `${page.name}-${count}` };
  });
}
