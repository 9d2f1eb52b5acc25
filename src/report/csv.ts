import { visible } from './visible.js';

export type Cell = string | number | undefined;

const PIECE = 1 << 16;

/** Lines of a table as bytes, made row by row while they are written. */
export function* csvPieces(columns: readonly string[], rows: Iterable<readonly Cell[]>): Iterable<Uint8Array> {
  const quoted = new Map<string, string>();
  let text = lineOf(columns, quoted);
  for (const row of rows) {
    text += lineOf(row, quoted);
    if (text.length < PIECE) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

/** What texts look like in the file is kept, since a table says the same few names in each of millions of rows. */
function lineOf(cells: readonly Cell[], quoted: Map<string, string>): string {
  let line = textOf(cells[0], quoted);
  for (let index = 1; index < cells.length; index++) line += `,${textOf(cells[index], quoted)}`;
  return `${line}\n`;
}

function textOf(cell: Cell, quoted: Map<string, string>): string {
  if (typeof cell === 'number') return String(cell);
  if (cell === undefined) return '';
  const known = quoted.get(cell);
  if (known !== undefined) return known;
  const text = quote(cell);
  quoted.set(cell, text);
  return text;
}

/** RFC 4180: quotes only where a comma, a quote or a line break needs them. */
function quote(cell: string): string {
  const text = visible(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
