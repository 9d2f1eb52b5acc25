import type { CsvChoice } from '../../language/config.js';
import { anyOfWords, quote } from '../../language/words.js';
import type { DataFailure, NamedFile } from '../failure.js';
import { cellText, eachRow } from './rows.js';

type Separator = Exclude<CsvChoice['separator'], 'auto'>;

const BYTES: Readonly<Record<Separator, number>> = { comma: 0x2c, semicolon: 0x3b, tab: 0x09, pipe: 0x7c };

/** The byte between cells: what is told, or what makes the label a column of the header. */
export function separatorOf(
  bytes: Buffer,
  from: number,
  { file, path, label, separator }: NamedFile & { readonly label: string; readonly separator: CsvChoice['separator'] },
): number | DataFailure {
  if (separator !== 'auto') return BYTES[separator];
  const names = Object.keys(BYTES) as Separator[];
  const header = bytes.subarray(0, endOfHeader(bytes, from));
  const cells = (name: Separator) => headerCells(header, from, BYTES[name]);
  const split = names.filter((name) => cells(name).length > 1);
  const fitting = split.filter((name) => cells(name).includes(label));
  if (fitting.length > 1) {
    const message = `${file}: the header has a column ${quote(label)} with ${anyOfWords(fitting).replace(' or ', ' and ')} as the separator`;
    return { code: 'ambiguous-separator', message, hint: `write \`separator: ${fitting[0]}\``, path };
  }
  const most = split.toSorted((one, other) => cells(other).length - cells(one).length)[0] ?? 'comma';
  return BYTES[fitting[0] ?? most];
}

/** The first line `sep=;`, by which a table tells Excel its separator, is no part of the table. */
export function separatorLine(bytes: Buffer, from: number): { readonly from: number; readonly separator?: number } {
  const [line, , separator] =
    /^("?)sep=(\t|[^\w"\s])\1(\r\n|\r|\n|$)/i.exec(bytes.toString('latin1', from, from + 10)) ?? [];
  return line === undefined ? { from } : { from: from + line.length, separator: separator.charCodeAt(0) };
}

/** A line break that is in no quotes. */
function endOfHeader(bytes: Buffer, from: number): number {
  let isQuoted = false;
  let at = from;
  for (; at < bytes.length; at++) {
    if (bytes[at] === 0x22) isQuoted = !isQuoted;
    else if (!isQuoted && at > from && (bytes[at] === 0x0a || bytes[at] === 0x0d)) break;
  }
  return at;
}

function headerCells(header: Buffer, from: number, separator: number): string[] {
  let cells: string[] = [];
  eachRow(header, { from, separator }, (row) => {
    cells = Array.from({ length: row.count }, (_, cell) => cellText(header, row, cell));
  });
  return cells;
}
