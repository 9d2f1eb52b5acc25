import type { Spec } from 'vega';
import { decimals } from '../settings.js';
import { cellImage } from './cell-image.js';
import {
  type ColorBar,
  type ColorScale,
  colorBar,
  colorBarWidth,
  colorScale,
  diagonalFill,
  schemeName,
} from './color-bar.js';
import type { Grid, Panel } from './grid.js';
import { type Frame, frameOf, headersOf, panelAt } from './heat-map-layout.js';
import { shortNames } from './short-names.js';
import { chanceColor, faintInk, type Label, label, labelMarks, textWidth, wrap } from './text.js';

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly value: number;
  readonly text: string;
  readonly diagonal: boolean;
}

export function heatMap(grid: Grid): Spec {
  const frame = frameOf(grid, colorBarWidth());
  const scale = colorScale(
    grid.scaleTitle,
    grid.isPart ? 'fixed' : lowestOf(grid.panels),
    grid.panels.map((panel) => panel.chance),
  );
  const bar = colorBar(scale, frame.margin, frame.barTop);
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    description: `${grid.title}: ${grid.subtitle}`,
    width: frame.width,
    height: frame.height,
    padding: 0,
    autosize: 'none',
    background: 'white',
    data: [
      {
        name: 'cells',
        values: frame.isDense
          ? cellImages(grid, frame, scale)
          : grid.panels.flatMap((panel) => panelCells(panel, frame)),
      },
      { name: 'bar', values: [...bar.steps] },
      { name: 'rules', values: [...bar.rules] },
      { name: 'labels', values: [...titles(grid, frame), ...gridLabels(grid, frame), ...bar.labels] },
    ],
    scales: [
      { name: 'color', type: 'linear', domain: [scale.low, scale.high], clamp: true, range: { scheme: schemeName } },
    ],
    marks: [...(frame.isDense ? imageMarks(frame) : cellMarks(frame)), ...barMarks(bar), labelMarks],
  } as Spec;
}

/** Off the diagonals: 1 where nothing is lower. */
function lowestOf(panels: readonly Panel[]): number {
  let lowest = 1;
  for (const { values } of panels) {
    for (const [i, row] of values.entries()) {
      for (let j = 0; j < row.length; j++) if (i !== j && row[j] < lowest) lowest = row[j];
    }
  }
  return lowest;
}

function cellImages({ panels }: Grid, frame: Frame, scale: ColorScale) {
  return panels.map((panel) => ({ ...panelAt(frame, panel.row, panel.column), url: cellImage(panel, scale) }));
}

function panelCells({ row, column, values }: Panel, frame: Frame): Cell[] {
  const { x, y } = panelAt(frame, row, column);
  return values.flatMap((line, i) =>
    Array.from(line, (value, j) => ({
      x: x + j * frame.cell,
      y: y + i * frame.cell,
      value,
      text: i === j ? '1' : decimals(value),
      diagonal: i === j,
    })).filter((cell) => Number.isFinite(cell.value)),
  );
}

function titles(grid: Grid, frame: Frame): Label[] {
  const lines = wrap(grid.subtitle, frame.width - 2 * frame.margin, 11);
  return [
    label(grid.title, frame.margin, frame.titleTop, { size: 15, bold: true }),
    ...lines.map((line, index) => label(line, frame.margin, frame.titleTop + 21 + 15 * index, { color: faintInk })),
  ];
}

function gridLabels(grid: Grid, frame: Frame): Label[] {
  const { left, top, panel, cell, slack, namedEvery } = frame;
  const headerY = top - 12;
  const corner = [
    label(grid.rowTitle, frame.margin, headerY, { size: 10, color: faintInk }),
    label(grid.memberTitle, left - slack - 6, headerY, { size: 10, color: faintInk, align: 'right' }),
  ];
  const columns = grid.columns.map((text, column) =>
    label(text, panelAt(frame, 0, column).x + panel / 2, headerY, { size: 12, bold: true, align: 'center' }),
  );
  const names = shortNames(grid.members);
  const headers = headersOf(grid.rows);
  const rows = headers.flatMap((lines, row) => {
    const { y } = panelAt(frame, row, 0);
    const middle = y + panel / 2 - (lines.length - 1) * 7;
    const header = lines.map((line, index) =>
      label(line, frame.margin, middle + 14 * index, index === 0 ? { size: 12, bold: true } : { size: 10 }),
    );
    const members = names.flatMap((name, index) =>
      index % namedEvery > 0 ? [] : label(name, left - 6, y + (index + 0.5) * cell, { size: 10, align: 'right' }),
    );
    return [...header, ...members];
  });
  return [...corner, ...columns, ...rows, ...grid.panels.flatMap((it) => notes(it, frame)), ...bottom(grid, frame)];
}

function notes({ row, column, notes }: Panel, frame: Frame): Label[] {
  const { x, y } = panelAt(frame, row, column);
  return notes.map((text, index) =>
    label(text, x + frame.panel / 2, y + frame.panel + 10 + 12 * index, { size: 9, color: faintInk, align: 'center' }),
  );
}

/** Names below each column, upright where they do not fit, and one title for all of them. */
function bottom(grid: Grid, frame: Frame): Label[] {
  const names = grid.bottomNames.flatMap((names, column) =>
    names.flatMap((name, index) => {
      if (index % frame.namedEvery > 0) return [];
      const x = panelAt(frame, 0, column).x + (index + 0.5) * frame.cell;
      return frame.uprightNames
        ? label(name, x, frame.bottom, { size: 10, align: 'right', angle: -90 })
        : label(name, x, frame.bottom + 6, { size: 10, align: 'center' });
    }),
  );
  const middle = (frame.left + frame.right) / 2;
  const bottomTitle =
    frame.namedEvery > 1 ? `${grid.bottomTitle}; one in ${frame.namedEvery} is named` : grid.bottomTitle;
  const room = textWidth(bottomTitle, 11) / 2;
  const x = Math.min(Math.max(middle, frame.margin + room), frame.width - frame.margin - room);
  return [...names, label(bottomTitle, x, frame.bottomTitleY, { align: 'center' })];
}

function imageMarks({ panel }: Frame) {
  const at = { x: { field: 'x' }, y: { field: 'y' }, url: { field: 'url' } };
  const size = { width: { value: panel }, height: { value: panel }, aspect: { value: false } };
  return [{ type: 'image', from: { data: 'cells' }, encode: { enter: { ...at, ...size, smooth: { value: false } } } }];
}

function cellMarks({ cell, fontSize }: Frame) {
  const fill = [
    { test: 'datum.diagonal', value: diagonalFill },
    { scale: 'color', field: 'value' },
  ];
  const readable = "contrast('white', scale('color', datum.value)) > 4 ? '#fff' : '#111'";
  return [
    {
      type: 'rect',
      from: { data: 'cells' },
      encode: {
        enter: {
          x: { field: 'x' },
          y: { field: 'y' },
          width: { value: cell },
          height: { value: cell },
          fill,
          stroke: { value: 'white' },
          strokeWidth: { value: 1 },
        },
      },
    },
    {
      type: 'text',
      from: { data: 'cells' },
      encode: {
        enter: {
          x: { field: 'x', offset: cell / 2 },
          y: { field: 'y', offset: cell / 2 },
          text: { field: 'text' },
          align: { value: 'center' },
          baseline: { value: 'middle' },
          font: labelMarks.encode.enter.font,
          fontSize: { value: fontSize },
          fill: [{ test: 'datum.diagonal', value: '#8a8a8a' }, { signal: readable }],
        },
      },
    },
  ];
}

function barMarks({ diagonal }: ColorBar) {
  const box = {
    x: { field: 'x' },
    y: { field: 'y' },
    width: { field: 'width' },
    height: { field: 'height' },
  };
  const place = Object.fromEntries(Object.entries(diagonal).map(([channel, value]) => [channel, { value }]));
  return [
    {
      type: 'rect',
      from: { data: 'bar' },
      encode: { enter: { ...box, fill: { scale: 'color', field: 'value' } } },
    },
    { type: 'rect', from: { data: 'rules' }, encode: { enter: { ...box, fill: { value: chanceColor } } } },
    { type: 'rect', encode: { enter: { ...place, fill: { value: diagonalFill } } } },
  ];
}
