import type { Material } from '../material.js';
import { accuracyFigure, lossFigure } from './curves.js';
import type { Figure, FigurePage } from './figure.js';
import { layersFigure, modelsFigure } from './matrix-figures.js';
import { treeFigure } from './tree.js';

/** To add a figure: a file here, and its line. */
export const FIGURES: readonly Figure[] = [treeFigure, modelsFigure, layersFigure, lossFigure, accuracyFigure];

/** Every file of every figure of an experiment, each under a name of its own, also where case tells no names apart. */
export function figurePages(material: Material): (FigurePage & { readonly kind: string })[] {
  const taken = new Set<string>();
  const pages = FIGURES.flatMap(({ kind, pages }) => pages(material).map((page) => ({ ...page, kind })));
  return pages.map((page) => {
    let name = page.name;
    for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${page.name}-${count}`;
    taken.add(name.toLowerCase());
    return { ...page, name };
  });
}
