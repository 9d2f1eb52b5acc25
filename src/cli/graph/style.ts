import type { Status } from './graph.js';

/** How a status is drawn: each has a line of its own, so that it can be told without colours. */
export interface Style {
  readonly fill: string;
  readonly line: string;
  /** In pixels. */
  readonly width: number;
  readonly isDashed: boolean;
}

export const STYLES: Readonly<Record<Status, Style>> = {
  cached: { fill: '#eef3f7', line: '#8aa0b2', width: 1, isDashed: false },
  'may run': { fill: '#fdf1cf', line: '#b58900', width: 1.5, isDashed: true },
  run: { fill: '#f9c9a8', line: '#b5480f', width: 2.5, isDashed: false },
};

export const TEXT = '#1f2933';

export function legendText(status: Status, count: number): string {
  return `${status}: ${count} step${count === 1 ? '' : 's'}`;
}
