import { clustersCsv, groupsCsv, modelsCsv, similarityCsv } from '../report/csv.js';
import { figureSpecs } from '../report/figures/index.js';
import { reportHtml } from '../report/html.js';
import { renderFigures } from '../report/render.js';
import type { Fingerprint } from '../store/fingerprint.js';
import { gatherResults } from './gather-results.js';
import { made, type StageContext, type StageResult } from './stage.js';

/** Everything in the results folder but run.json: tables, figures as SVG and PNG, and one offline HTML page. */
export async function runReport(fingerprint: Fingerprint, { store }: StageContext): Promise<StageResult> {
  const results = gatherResults(fingerprint, store);
  const files = new Map<string, Uint8Array>();
  const specs = figureSpecs(results);
  const figures = (await renderFigures(specs)).map((drawn, index) => ({ ...specs[index], ...drawn }));
  for (const { name, svg, png } of figures) {
    files.set(`figures/${name}.svg`, Buffer.from(svg));
    files.set(`figures/${name}.png`, png);
  }
  const tables = { similarity: similarityCsv, models: modelsCsv, clusters: clustersCsv, groups: groupsCsv };
  for (const [name, write] of Object.entries(tables)) files.set(`${name}.csv`, Buffer.from(write(results)));
  const { stringify } = await import('yaml');
  files.set('report.html', Buffer.from(reportHtml(results, figures, stringify(results.config))));
  return made(files);
}
