const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Where the cells of a row begin and end in the bytes of a table, without their quotes. */
export interface Row {
  readonly count: number;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

export interface QuoteProblem {
  readonly at: number;
  readonly message: string;
}

/**
 * Calls `visit` with each row of a table in RFC 4180 from a byte on, with any separator and any line breaks; the same object each
 * time. Lines without a character are skipped. On bytes, since a table can be longer than a text may be.
 */
export function eachRow(
  bytes: Uint8Array,
  { from, separator }: { readonly from: number; readonly separator: number },
  visit: (row: Row) => void,
): QuoteProblem | undefined {
  const row: { count: number; starts: number[]; ends: number[] } = { count: 0, starts: [], ends: [] };
  const { length } = bytes;
  for (let at = from; at < length; ) {
    if (isBreak(bytes[at])) {
      at++;
      continue;
    }
    row.count = 0;
    for (let isLast = false; !isLast; at++) {
      const quoted = bytes[at] === QUOTE;
      const start = quoted ? at + 1 : at;
      const end = quoted ? closingQuote(bytes, start) : endOfPlain(bytes, at, separator);
      if (end < 0) return { at, message: 'this quote is not closed' };
      if (!quoted && bytes[end] === QUOTE) return { at: end, message: 'a quote within a cell that begins with none' };
      at = quoted ? end + 1 : end;
      if (quoted && at < length && bytes[at] !== separator && !isBreak(bytes[at])) {
        return { at, message: 'text behind the closing quote of a cell' };
      }
      row.starts[row.count] = start;
      row.ends[row.count++] = end;
      isLast = bytes[at] !== separator;
    }
    visit(row);
  }
  return undefined;
}

/** The text of a cell, trimmed. */
export function cellText(bytes: Buffer, row: Row, cell: number): string {
  const [start, end] = [row.starts[cell], row.ends[cell]];
  const text = bytes.toString('utf8', start, end);
  return (bytes[start - 1] === QUOTE ? text.replaceAll('""', '"') : text).trim();
}

function endOfPlain(bytes: Uint8Array, start: number, separator: number): number {
  let at = start;
  for (const { length } = bytes; at < length; at++) {
    const byte = bytes[at];
    if (byte === separator || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === QUOTE) break;
  }
  return at;
}

/** -1 where there is none; two quotes stand for one. */
function closingQuote(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(QUOTE, start); at >= 0; at = bytes.indexOf(QUOTE, at + 2)) {
    if (bytes[at + 1] !== QUOTE) return at;
  }
  return -1;
}

function isBreak(byte: number): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN;
}

/** `line:column` of a byte, both from 1. */
export function lineAndColumn(bytes: Buffer, offset: number): string {
  let line = 1;
  let start = 0;
  for (let at = 0; at < offset; at++) {
    const isEnd = bytes[at] === LINE_FEED || (bytes[at] === CARRIAGE_RETURN && bytes[at + 1] !== LINE_FEED);
    if (!isEnd) continue;
    line++;
    start = at + 1;
  }
  const before = bytes.toString('utf8', start, offset).replace(/^\ufeff/, '');
  return `${line}:${before.length + 1}`;
}
