import { classesTable } from './html-classes.js';
import { FiguresOfPage, missingHtml, type PageFigure } from './html-figures.js';
import { groupsHtml } from './html-groups.js';
import { modelsTable } from './html-models.js';
import { details, escapeHtml } from './html-parts.js';
import { css } from './html-style.js';
import { warningsHtml } from './html-warnings.js';
import type { Results } from './results.js';

/** One page that needs no network and no script. */
export function reportHtml(results: Results, figures: readonly PageFigure[], configYaml: string): string {
  const { config, engines } = results;
  const shown = new FiguresOfPage(figures);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(config.name)} - kindred</title>
<style>${css}</style>
</head>
<body>
<main>
<header>
<h1>${escapeHtml(config.name)}</h1>
<p>${config.models.length} models, ${config.probe.size} probe samples of the ${config.probe.split} split
(${escapeHtml(config.dataset.use.type)}), seed ${config.seed}, ${escapeHtml(describeEngines(config, engines))}.</p>
</header>
${warningsHtml(results.warnings)}
${missingHtml(figures)}
${section('Which networks are kindred', groupsHtml(results) + shown.firstOpen('tree-', 'Trees of the other settings'))}
${section('Models', modelsTable(results))}
${section('Figure 1: models against models', shown.firstOpen('figure1-', 'More of figure 1'))}
${section('Figure 2: layers against layers', shown.firstOpen('figure2-', 'More of figure 2'))}
${section('Classes', classesTable(results))}
${section('Training', shown.all('loss', 'accuracy'))}
${section('How to read this', howToRead)}
${section('Experiment', details('The decided experiment, every default filled in', configHtml(configYaml)))}
</main>
</body>
</html>
`;
}

/** `engine simd 1`, or each engine with its models. */
function describeEngines({ models }: Results['config'], engines: Results['engines']): string {
  const [first, ...others] = new Set(engines);
  if (others.length === 0) return `engine ${first}`;
  const named = [first, ...others].map((engine) => {
    const own = models.filter((_, index) => engines[index] === engine);
    return `${engine} (${own.map(({ name }) => name).join(', ')})`;
  });
  return `engines ${named.join('; ')}`;
}

function section(title: string, content: string): string {
  return `<section>\n<h2>${escapeHtml(title)}</h2>\n${content}\n</section>`;
}

/** Of thousands of models it would be most of the page. */
function configHtml(configYaml: string): string {
  const cut = configYaml.length > LONGEST_CONFIG;
  const text = cut ? configYaml.slice(0, configYaml.lastIndexOf('\n', LONGEST_CONFIG)) : configYaml;
  const note = cut
    ? '<p>This is its beginning; <code>run.json</code> has all of it, under <code>config</code>.</p>'
    : '';
  return `<pre>${escapeHtml(text)}</pre>${note}`;
}

const LONGEST_CONFIG = 100_000;

const howToRead = `<ul>
<li><strong>Chance is not zero.</strong> The Rand index counts pairs of samples that two partitions treat alike, and unrelated
partitions already agree on most pairs: about 0.82 for ten equal clusters. The red mark on each colour bar and the number below
each matrix give that level for the cluster sizes at hand. Rand values whose chance levels differ do not compare directly;
the adjusted Rand index puts chance at 0.</li>
<li><strong>Labels compare classifiers.</strong> Naming clusters by their majority label merges the clusters that share a label. Two
models that merely make few errors then agree: independent errors at 60, 80, 90 and 95 % accuracy alone give a Rand index of about
0.84, 0.89, 0.93 and 0.96. A rise with training may be accuracy and nothing else, so read it beside the accuracies and the raw
clusters.</li>
<li><strong>Classes explain much of the agreement.</strong> Raw clusters too follow the true classes, so all models that separate
the classes agree well above chance. What makes models kindred is the excess of one pair over the others, not the height of a value.
This page does not test that excess against a null within classes.</li>
<li>The tree joins models by average linkage on sqrt(1 - agreement); its groups describe these models and are not a significance test.</li>
</ul>`;
