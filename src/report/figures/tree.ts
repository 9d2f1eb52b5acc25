import type { Spec } from 'vega';
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
import {
  chanceColor,
  faintInk,
  font,
  type Label,
  label,
  labelMarks,
  shorten,
  textWidth,
  widest,
  wrap,
} from './text.js';

const rowHeight = 26;
const plotWidth = 420;
const margin = 18;
const leafX = plotWidth + 10;
const leafTitle = 'model, last test accuracy';
const header = 96;
const footer = 62;
const joint = '#8a8a8a';
const palette = ['#0072b2', '#c04d00', '#00795a', '#9b4f8b', '#7a5c00', '#1a1a8c', '#b00020', '#3d6b7d'];

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

function treeSpec(kindred: Kindred, shown: Shown): Spec {
  const tree = layoutDendrogram(kindred.members.length, kindred.merges);
  const chance = meanChance(shown);
  const chanceHeight = chance === undefined ? undefined : Math.sqrt(Math.max(0, 1 - chance));
  const highest = 1.06 * Math.max(0.01, chanceHeight ?? 0, ...tree.nodes.map(({ height }) => height));
  const names = kindred.members.map((name) => `${shorten(name)}  ${percent(accuracyOf(shown, name))}`.trimEnd());
  const groupX = leafX + widest(names, 11) + 8;
  const groupWidth = 14 + textWidth(`group ${kindred.groups.length}`, 11, true);
  const subtitle = wrap(describeSettings(kindred), groupX, 11);
  const xOf = (height: number) => plotWidth * (1 - height / highest);
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    description: `Tree of the models: ${describeSettings(kindred)}`,
    width: plotWidth,
    height: rowHeight * names.length,
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
      { name: 'lines', values: [...branchLines(tree, kindred, xOf), ...groupLines(tree, kindred, groupX)] },
      { name: 'labels', values: [...headLabels(subtitle), ...leafLabels(tree, kindred, names, groupX)] },
    ],
    scales: [{ name: 'distance', type: 'linear', domain: [0, highest], reverse: true, range: 'width', zero: true }],
    axes: [axis(kindred)],
    marks: [...chanceMarks(chanceHeight, xOf), lineMarks, labelMarks],
  } as Spec;
}

function rowY(position: number): number {
  return (position + 0.5) * rowHeight;
}

function groupOf(leaf: number, { members, groups }: Kindred): number {
  return groups.findIndex((group) => group.includes(members[leaf]));
}

/** The group's colour where all leaves share one, grey above. */
function colorOf(leaves: readonly number[], kindred: Kindred): string {
  const groups = new Set(leaves.map((leaf) => groupOf(leaf, kindred)));
  const [group] = groups;
  return groups.size === 1 && group >= 0 ? palette[group % palette.length] : joint;
}

interface Line {
  readonly x: number;
  readonly y: number;
  readonly x2: number;
  readonly y2: number;
  readonly color: string;
  readonly width: number;
}

function branchLines({ nodes, branches }: Dendrogram, kindred: Kindred, xOf: (height: number) => number): Line[] {
  return branches.flatMap(({ node, parent }) => {
    const [x, y] = [xOf(nodes[node].height), rowY(nodes[node].position)];
    const [x2, y2] = [xOf(nodes[parent].height), rowY(nodes[parent].position)];
    return [
      { x, y, x2, y2: y, color: colorOf(nodes[node].leaves, kindred), width: 2 },
      { x: x2, y, x2, y2, color: colorOf(nodes[parent].leaves, kindred), width: 2 },
    ];
  });
}

/** A bar beside the leaves of each group, so that colour is not the only sign. */
function groupLines({ nodes }: Dendrogram, kindred: Kindred, x: number): Line[] {
  return kindred.groups.map((group, index) => {
    const rows = group.map((name) => nodes[kindred.members.indexOf(name)].position);
    const [y, y2] = [rowY(Math.min(...rows)) - 9, rowY(Math.max(...rows)) + 9];
    return { x, y, x2: x, y2, color: palette[index % palette.length], width: 4 };
  });
}

function headLabels(subtitle: readonly string[]): Label[] {
  const top = 6 - header - 15 * subtitle.length + margin;
  return [
    label('Which models are kindred: mean over layers and epochs', 0, top, { size: 15, bold: true }),
    ...subtitle.map((line, index) => label(line, 0, top + 21 + 15 * index, { color: faintInk })),
    label(leafTitle, leafX, -10, { size: 10, color: faintInk }),
  ];
}

function leafLabels({ nodes }: Dendrogram, kindred: Kindred, names: readonly string[], groupX: number): Label[] {
  const leaves = names.map((name, leaf) =>
    label(name, leafX, rowY(nodes[leaf].position), { color: colorOf([leaf], kindred) }),
  );
  const groups = kindred.groups.map((group, index) => {
    const rows = group.map((name) => nodes[kindred.members.indexOf(name)].position);
    const color = palette[index % palette.length];
    const y = (rowY(Math.min(...rows)) + rowY(Math.max(...rows))) / 2;
    return label(`group ${index + 1}`, groupX + 10, y, { color, bold: true });
  });
  return [...leaves, ...groups];
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
