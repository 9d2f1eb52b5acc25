import { colorBarHeight } from './color-bar.js';
import type { Grid } from './grid.js';
import { shorten, textWidth, widest, wrap } from './text.js';

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
}

const margin = 18;
const gap = 14;

export function frameOf(grid: Grid, narrowest: number): Frame {
  const [cell, fontSize] = grid.members.length > 12 ? [26, 9] : [30, 10];
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
  };
}

export function panelAt({ left, top, pitchX, pitchY }: Frame, row: number, column: number) {
  return { x: left + column * pitchX, y: top + row * pitchY };
}

/** Room for the row headers and for the names at the first column. */
function leftEdge({ rowTitle, memberTitle, rows, members }: Grid): number {
  const headers = Math.max(
    textWidth(rowTitle, 10),
    ...rows.map((lines) => widest(lines.slice(0, 1).map(shorten), 12, true)),
    ...rows.map((lines) => widest(lines.slice(1).map(shorten), 10)),
  );
  return margin + headers + 18 + Math.max(textWidth(memberTitle, 10), widest(members.map(shorten), 10)) + 6;
}

function widestNote({ panels }: Grid): number {
  return Math.max(0, ...panels.map(({ notes }) => widest(notes, 9)));
}
