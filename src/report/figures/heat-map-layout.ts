import { colorBarHeight } from './color-bar.js';
import type { Grid } from './grid.js';
import { shortNames } from './short-names.js';
import { textWidth, widest, wrap } from './text.js';

/** Where everything of a grid goes, in pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly margin: number;
  readonly titleTop: number;
  readonly barTop: number;
  /** The first panel's corner, the last panel's right edge, and where the names below the last row start. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly bottomTitleY: number;
  readonly panel: number;
  /** Free space left and right of a panel that is narrower than its texts. */
  readonly slack: number;
  readonly pitchX: number;
  readonly pitchY: number;
  readonly cell: number;
  readonly fontSize: number;
  readonly uprightNames: boolean;
  /** Whether there are so many cells that they are one image, without numbers. */
  readonly isDense: boolean;
  /** Every how many members one is named. */
  readonly namedEvery: number;
}

const margin = 18;
const gap = 14;
/** Above this many cells a panel is an image. */
const mostRectangles = 2500;
/** Pixels from one name to the next that do not touch. */
const namePitch = 12;

function isDense({ panels, members }: Grid): boolean {
  return panels.length * members.length ** 2 > mostRectangles;
}

/** Pixels of a panel of many members, but for those of more than so many: each takes one at least. */
const panelOfMany = 416;

/** Pixels; panels of many members are no wider than those of some, down to one pixel a cell. */
function cellSize(grid: Grid): number {
  const most = grid.members.length > 12 ? 26 : 30;
  return isDense(grid) ? Math.max(1, Math.min(most, Math.floor(panelOfMany / grid.members.length))) : most;
}

/** Pixels of one of several panels of so many members, at most. */
export function panelSide(members: number): number {
  return Math.max(members, Math.min(30 * members, panelOfMany));
}

export function frameOf(grid: Grid, narrowest: number): Frame {
  const cell = cellSize(grid);
  const fontSize = grid.members.length > 12 ? 9 : 10;
  const panel = cell * grid.members.length;
  const noteLines = Math.max(0, ...grid.panels.map(({ notes }) => notes.length));
  const pitchX = gap + Math.max(panel, widestNote(grid), widest(grid.columns, 12, true));
  const headerHeight = 14 * Math.max(0, ...grid.rows.map((lines) => lines.length));
  const pitchY = gap + Math.max(panel + 5 + 12 * noteLines, headerHeight);
  const left = leftEdge(grid);
  const slack = (pitchX - gap - panel) / 2;
  const right = left + slack + pitchX * (grid.columns.length - 1) + panel;
  const names = [...new Set(grid.bottomNames.flat())];
  const uprightNames = widest(names, 10) > cell - 2;
  const inner = Math.max(right + slack - margin, narrowest, textWidth(grid.title, 15, true));
  const width = Math.ceil(inner + 2 * margin);
  const titleTop = margin + 6;
  const barTop = titleTop + 21 + 15 * wrap(grid.subtitle, width - 2 * margin, 11).length + 6;
  const top = barTop + colorBarHeight + 36;
  const bottom = top + pitchY * grid.rows.length - gap + 6;
  const bottomTitleY = bottom + (uprightNames ? widest(names, 10) : 12) + 16;
  return {
    width,
    height: bottomTitleY + margin,
    margin,
    titleTop,
    barTop,
    left: left + slack,
    top,
    right,
    bottom,
    bottomTitleY,
    panel,
    slack,
    pitchX,
    pitchY,
    cell,
    fontSize,
    uprightNames,
    isDense: isDense(grid),
    namedEvery: Math.ceil(namePitch / cell),
  };
}

export function panelAt({ left, top, pitchX, pitchY }: Frame, row: number, column: number) {
  return { x: left + column * pitchX, y: top + row * pitchY };
}

/** Room for the row headers and for the names at the first column. */
function leftEdge({ rowTitle, memberTitle, rows, members }: Grid): number {
  const headers = Math.max(
    textWidth(rowTitle, 10),
    ...headersOf(rows).map(([first, ...others]) => Math.max(textWidth(first ?? '', 12, true), widest(others, 10))),
  );
  return margin + headers + 18 + Math.max(textWidth(memberTitle, 10), widest(shortNames(members), 10)) + 6;
}

/** The lines beside each row, as short as they can be told apart. */
export function headersOf(rows: Grid['rows']): string[][] {
  const lineCount = Math.max(0, ...rows.map((lines) => lines.length));
  const columns = Array.from({ length: lineCount }, (_, line) => shortNames(rows.map((lines) => lines[line] ?? '')));
  return rows.map((lines, row) => lines.map((_, line) => columns[line][row]));
}

function widestNote({ panels }: Grid): number {
  return Math.max(0, ...panels.map(({ notes }) => widest(notes, 9)));
}
