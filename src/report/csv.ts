import { visible } from './visible.js';

export type Cell = string | number | undefined;

const CHUNK = 1 << 16;

/** Lines of a table as bytes: no text holds more than a chunk of them. */
export function csvBytes(columns: readonly string[], rows: Iterable<readonly Cell[]>): Uint8Array {
  const chunks: Buffer[] = [];
  let text = lineOf(columns);
  for (const row of rows) {
    text += lineOf(row);
    if (text.length < CHUNK) continue;
    chunks.push(Buffer.from(text));
    text = '';
  }
  return Buffer.concat([...chunks, Buffer.from(text)]);
}

function lineOf(cells: readonly Cell[]): string {
  return `${cells.map(quote).join(',')}\n`;
}

/** RFC 4180: quotes only where a comma, a quote or a line break needs them. */
function quote(cell: Cell): string {
  const text = cell === undefined ? '' : visible(String(cell));
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
