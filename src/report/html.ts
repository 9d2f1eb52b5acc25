import type { ModelConfig } from '../language/config.js';
import type { ScheduledOptimizer } from '../networks/optimizer.js';
import { classesTable } from './html-classes.js';
import { escapeHtml, tableHtml } from './html-parts.js';
import { css } from './html-style.js';
import { warningsBeside, warningsHtml } from './html-warnings.js';
import type { Kindred, Results } from './results.js';
import { accuracyOf, allSettings, decimals, describeSettings, percent, sameSettings } from './settings.js';

/** A rendered figure; `svg` goes into the page as it is. */
export interface ReportFigure {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly svg: string;
}

/** One page that needs no network and no script. */
export function reportHtml(results: Results, figures: readonly ReportFigure[], configYaml: string): string {
  const { config, engines } = results;
  const starting = (prefix: string) => figures.filter(({ name }) => name.startsWith(prefix));
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
${section('Which networks are kindred', groupsHtml(results) + firstOpen(starting('tree-'), 'Trees of the other settings'))}
${section('Models', modelsTable(results))}
${section('Figure 1: models against models', firstOpen(starting('figure1-'), 'Other settings of figure 1'))}
${section('Figure 2: layers against layers', firstOpen(starting('figure2-'), 'Other settings of figure 2'))}
${section('Classes', classesTable(results))}
${section(
  'Training',
  figures
    .filter(({ name }) => name === 'loss' || name === 'accuracy')
    .map(figureHtml)
    .join(''),
)}
${section('How to read this', howToRead)}
${section('Experiment', details('The decided experiment, every default filled in', `<pre>${escapeHtml(configYaml)}</pre>`))}
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

function details(summary: string, content: string): string {
  return `<details>\n<summary>${escapeHtml(summary)}</summary>\n${content}\n</details>`;
}

/** The first figure is that of raw clusters and adjusted Rand where there is one; the others stay closed. */
function firstOpen([first, ...others]: readonly ReportFigure[], summary: string): string {
  if (first === undefined) return '<p>The experiment asks for none.</p>';
  const rest = others.length === 0 ? '' : details(`${summary} (${others.length})`, others.map(figureHtml).join(''));
  return figureHtml(first) + rest;
}

function figureHtml({ name, title, caption, svg }: ReportFigure): string {
  return `<figure id="${escapeHtml(name)}">
<div class="picture" role="img" aria-label="${escapeHtml(title)}" tabindex="0">${svg}</div>
<figcaption><strong>${escapeHtml(title)}.</strong> ${escapeHtml(caption)}</figcaption>
</figure>
`;
}

/** The last captured epoch of the first settings, layer by layer; a mean over epochs would mix the first with the last. */
function groupsHtml(results: Results): string {
  const trees = allSettings(results).flatMap((settings) =>
    results.kindred.filter((kindred) => sameSettings(kindred, settings)),
  );
  if (trees.length === 0) return '<p>The experiment does not compare models.</p>';
  const last = Math.max(...results.config.capture.epochs);
  const isFirst = (kindred: Kindred) => kindred.at?.epoch === last && sameSettings(kindred, trees[0]);
  const lists = (some: readonly Kindred[]) => some.map((kindred) => groupList(kindred, results)).join('');
  const means = trees.filter(({ at }) => at === undefined);
  const others = means.length === 0 ? '' : details(`Means over layers and epochs (${means.length})`, lists(means));
  return `<p>${NO_FINDING}</p>\n${lists(trees.filter(isFirst))}${others}`;
}

const NO_FINDING = `The trees are cut where the mean silhouette is highest. A cut is always found, also where there are no groups: no
test here tells one from the other, so these describe and are no finding.`;

/** What stands alone is no group. */
function groupList(kindred: Kindred, results: Results): string {
  const { at, groups, silhouette } = kindred;
  const rows = groups.map((group) => {
    const members = group.map((model) => memberHtml(model, results));
    return `<li><span>${members.join(', ')}</span><span class="group">${group.length === 1 ? 'alone' : `${group.length} together`}</span></li>`;
  });
  const where = at === undefined ? 'mean over layers and epochs' : `${at.layer}, epoch ${at.epoch}`;
  const verdict =
    groups.length === 1
      ? 'No cut is better than none.'
      : `Mean silhouette ${decimals(silhouette)} (1: well apart, 0: no structure).`;
  return `<p>${escapeHtml(describeSettings(kindred))}; ${escapeHtml(where)}. ${verdict} Test accuracy after the last epoch beside each name.</p>
<ol class="groups">
${rows.join('\n')}
</ol>
`;
}

function memberHtml(model: string, results: Results): string {
  const accuracy = percent(accuracyOf(results, model));
  const beside = accuracy === '' ? '' : ` <small>${accuracy}</small>`;
  return `<b>${escapeHtml(model)}</b>${beside}${warningsBeside(results.warnings, model)}`;
}

function modelsTable({ config, scores }: Results): string {
  const head = ['model', 'architecture', 'optimizer', 'init', 'epoch', 'test loss', 'test accuracy'];
  return tableHtml(
    head,
    config.models.map((model) => modelRow(model, scores)),
  );
}

function modelRow({ name, architecture, optimizer, init }: ModelConfig, scores: Results['scores']): string[] {
  const last = scores
    .filter((score) => score.model === name)
    .reduce<Results['scores'][number] | undefined>((a, b) => (a === undefined || b.epoch > a.epoch ? b : a), undefined);
  const numbers = [String(init), String(last?.epoch ?? ''), last?.loss.toFixed(4) ?? '', percent(last?.accuracy)];
  return [name, architecture, optimizerText(optimizer), ...numbers];
}

function optimizerText({ type, learningRate, weightDecay, ...parameters }: ScheduledOptimizer): string {
  const rate = typeof learningRate === 'number' ? learningRate : optionsText(learningRate);
  return optionsText({ type, learningRate: rate, ...parameters, ...(weightDecay > 0 && { weightDecay }) });
}

/** `adam (learningRate 0.001, beta1 0.9)` */
function optionsText({ type, ...parameters }: Readonly<Record<string, string | number>>): string {
  const list = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return `${type} (${list.join(', ')})`;
}

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
