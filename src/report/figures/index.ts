import type { Results } from '../results.js';
import { curveFigures } from './curves.js';
import type { FigureSpec } from './figure-spec.js';
import { layerFigures, modelFigures } from './matrix-figures.js';
import { treeFigures } from './tree.js';

/** Every figure of the results, each under a file name of its own. */
export function figureSpecs(results: Results): FigureSpec[] {
  const figures = [
    ...treeFigures(results),
    ...modelFigures(results),
    ...layerFigures(results),
    ...curveFigures(results),
  ];
  return figures.map((figure, index) => {
    const earlier = figures.slice(0, index).filter(({ name }) => name.toLowerCase() === figure.name.toLowerCase());
    return earlier.length === 0 ? figure : { ...figure, name: `${figure.name}-${earlier.length + 1}` };
  });
}
