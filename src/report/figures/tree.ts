import type { Spec } from 'vega';
import { groupColor } from '../group-color.js';
import type { Shown } from '../material.js';
import type { Kindred } from '../results.js';
import {
  accuracyOf,
  decimals,
  describeSettings,
  lastScores,
  meanChance,
  measureSymbols,
  percent,
  sameSettings,
  settingsSlug,
} from '../settings.js';
import { type Dendrogram, layoutDendrogram } from './dendrogram.js';
import type { Figure } from './figure.js';
import type { FigureSpec } from './figure-spec.js';
import { shortNames } from './short-names.js';
import { chanceColor, faintInk, font, type Label, label, labelMarks, textWidth, widest, wrap } from './text.js';

/** Pixels from one name to the next that do not touch. */
const namePitch = 13;
const plotWidth = 420;
const margin = 18;
const leafX = plotWidth + 10;
const leafTitle = 'model, last test accuracy';
const header = 96;
const footer = 62;
const joint = '#8a8a8a';

/** One tree per setting, of the agreement averaged over all layers and epochs. */
export const treeFigure: Figure = {
  kind: 'tree',
  pages: ({ settings: all, trees, matrices, scores, models }) =>
    all.flatMap((settings) => {
      const means = trees.filter(({ about }) => sameSettings(about, settings));
      if (means.length === 0) return [];
      const chances = matrices.filter(({ about }) => about.across === 'models' && sameSettings(about, settings));
      const needs = { means, chances, scores: lastScores(scores, models) };
      return [{ name: `tree-${settingsSlug(settings, all)}`, settings, needs }];
    }),
  draw: drawTree,
};

function drawTree(shown: Shown): FigureSpec {
  const [kindred] = shown.kindred;
  return {
    title: `Tree of the models (${describeSettings(kindred)})`,
    caption:
      'Average linkage on the agreement averaged over all layers and epochs: the further left two models join, the less ' +
      `alike they are. Colours are the groups that the silhouette prefers (${decimals(kindred.silhouette)}); beyond the ` +
      'dashed line, models are no more alike than independent partitions with the same cluster sizes.',
    kind: 'vega',
    spec: treeSpec(kindred, shown),
  };
}

/** Pixels a model: fewer where there are many, down to what a line takes. */
function rowHeightOf(count: number): number {
  if (count <= 40) return 26;
  return count <= 200 ? 14 : Math.max(3, Math.floor(2800 / count));
}

function treeSpec(kindred: Kindred, shown: Shown): Spec {
  const tree: DrawnTree = {
    ...layoutDendrogram(kindred.members.length, kindred.merges),
    kindred,
    groupOf: groupsByLeaf(kindred),
    rowHeight: rowHeightOf(kindred.members.length),
  };
  const chance = meanChance(shown);
  const chanceHeight = chance === undefined ? undefined : Math.sqrt(Math.max(0, 1 - chance));
  const highest = 1.06 * Math.max(0.01, chanceHeight ?? 0, ...tree.nodes.map(({ height }) => height));
  const short = shortNames(kindred.members);
  const names = kindred.members.map((name, leaf) => `${short[leaf]}  ${percent(accuracyOf(shown, name))}`.trimEnd());
  const groupX = leafX + widest(names, 11) + 8;
  const groupWidth = 14 + textWidth(`group ${kindred.groups.length}`, 11, true);
  const subtitle = wrap(describeSettings(kindred), groupX, 11);
  const xOf = (height: number) => plotWidth * (1 - height / highest);
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    description: `Tree of the models: ${describeSettings(kindred)}`,
    width: plotWidth,
    height: tree.rowHeight * names.length,
    padding: {
      left: margin,
      right: Math.max(groupX + groupWidth, leafX + textWidth(leafTitle, 10)) - plotWidth + margin,
      top: header + 15 * subtitle.length,
      bottom: footer,
    },
    autosize: 'none',
    background: 'white',
    config: { axis: { labelFont: font, titleFont: font } },
    data: [
      { name: 'lines', values: [...branchLines(tree, xOf), ...groupLines(tree, groupX)] },
      { name: 'labels', values: [...headLabels(subtitle), ...leafLabels(tree, names, groupX)] },
    ],
    scales: [{ name: 'distance', type: 'linear', domain: [0, highest], reverse: true, range: 'width', zero: true }],
    axes: [axis(kindred)],
    marks: [...chanceMarks(chanceHeight, xOf), lineMarks, labelMarks],
  } as Spec;
}

/** A tree with what its parts are drawn by. */
interface DrawnTree extends Dendrogram {
  readonly kindred: Kindred;
  /** The place of each leaf's group. */
  readonly groupOf: readonly number[];
  readonly rowHeight: number;
}

function groupsByLeaf({ members, groups }: Kindred): number[] {
  const groupOf = new Map(groups.flatMap((group, index) => group.map((name) => [name, index] as const)));
  return members.map((name) => groupOf.get(name) ?? -1);
}

function rowY(position: number, { rowHeight }: DrawnTree): number {
  return (position + 0.5) * rowHeight;
}

/** The group's colour where all leaves below a node share one, grey above. */
function nodeColors({ nodes, groupOf, kindred }: DrawnTree): string[] {
  const groups = [...groupOf];
  for (const { left, right } of kindred.merges) groups.push(groups[left] === groups[right] ? groups[left] : -1);
  return nodes.map((_, node) => (groups[node] < 0 ? joint : groupColor(groups[node])));
}

interface Line {
  readonly x: number;
  readonly y: number;
  readonly x2: number;
  readonly y2: number;
  readonly color: string;
  readonly width: number;
}

function branchLines(tree: DrawnTree, xOf: (height: number) => number): Line[] {
  const { nodes, branches, rowHeight } = tree;
  const colors = nodeColors(tree);
  const width = rowHeight < namePitch ? 1 : 2;
  return branches.flatMap(({ node, parent }) => {
    const [x, y] = [xOf(nodes[node].height), rowY(nodes[node].position, tree)];
    const [x2, y2] = [xOf(nodes[parent].height), rowY(nodes[parent].position, tree)];
    return [
      { x, y, x2, y2: y, color: colors[node], width },
      { x: x2, y, x2, y2, color: colors[parent], width },
    ];
  });
}

/** From the first to the last row of each group. */
function groupSpans(tree: DrawnTree): [top: number, bottom: number][] {
  const spans = tree.kindred.groups.map((): [number, number] => [Infinity, -Infinity]);
  for (const [leaf, group] of tree.groupOf.entries()) {
    const y = rowY(tree.nodes[leaf].position, tree);
    if (group >= 0) spans[group] = [Math.min(spans[group][0], y), Math.max(spans[group][1], y)];
  }
  return spans;
}

/** A bar beside the leaves of each group, so that colour is not the only sign. */
function groupLines(tree: DrawnTree, x: number): Line[] {
  const reach = Math.floor(0.35 * tree.rowHeight);
  return groupSpans(tree).map(([top, bottom], group) => ({
    x,
    y: top - reach,
    x2: x,
    y2: bottom + reach,
    color: groupColor(group),
    width: 4,
  }));
}

function headLabels(subtitle: readonly string[]): Label[] {
  const top = 6 - header - 15 * subtitle.length + margin;
  return [
    label('Which models are kindred: mean over layers and epochs', 0, top, { size: 15, bold: true }),
    ...subtitle.map((line, index) => label(line, 0, top + 21 + 15 * index, { color: faintInk })),
    label(leafTitle, leafX, -10, { size: 10, color: faintInk }),
  ];
}

function leafLabels(tree: DrawnTree, names: readonly string[], groupX: number): Label[] {
  const colors = nodeColors(tree);
  const leaves = names.map((name, leaf) =>
    label(name, leafX, rowY(tree.nodes[leaf].position, tree), { color: colors[leaf] }),
  );
  const groups = groupSpans(tree).map(([top, bottom], group) =>
    label(`group ${group + 1}`, groupX + 10, (top + bottom) / 2, { color: groupColor(group), bold: true }),
  );
  return [...thinned(leaves), ...thinned(groups)];
}

/** Those that leave room for each other, from the top. */
function thinned(labels: readonly Label[]): Label[] {
  let last = -Infinity;
  return [...labels]
    .sort((a, b) => a.y - b.y)
    .filter(({ y }) => {
      const fits = y - last >= namePitch;
      if (fits) last = y;
      return fits;
    });
}

function axis({ measure }: Kindred) {
  return {
    scale: 'distance',
    orient: 'bottom',
    title: `sqrt(1 - ${measureSymbols[measure]})`,
    titlePadding: 8,
    titleFontSize: 11,
    titleFontWeight: 'normal',
    labelFontSize: 10,
    tickCount: 6,
    grid: true,
    gridColor: '#ececec',
  };
}

function chanceMarks(height: number | undefined, xOf: (height: number) => number) {
  if (height === undefined) return [];
  const x = { value: xOf(height) };
  const color = { value: chanceColor };
  const rule = { x, y: { value: -20 }, y2: { signal: 'height' }, stroke: color, strokeWidth: { value: 1.5 } };
  const text = {
    x,
    y: { value: -28 },
    text: { value: `chance ${decimals(height)}` },
    align: { value: xOf(height) > 40 ? 'center' : 'left' },
    font: { value: font },
    fontSize: { value: 10 },
    fill: color,
    baseline: { value: 'middle' },
  };
  return [
    { type: 'rule', encode: { enter: { ...rule, strokeDash: { value: [5, 4] } } } },
    { type: 'text', encode: { enter: text } },
  ];
}

const lineMarks = {
  type: 'rule',
  from: { data: 'lines' },
  encode: {
    enter: {
      x: { field: 'x' },
      y: { field: 'y' },
      x2: { field: 'x2' },
      y2: { field: 'y2' },
      stroke: { field: 'color' },
      strokeWidth: { field: 'width' },
      strokeCap: { value: 'square' },
    },
  },
};
