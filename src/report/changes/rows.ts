import { StringDecoder } from 'node:string_decoder';
import { parse } from 'csv-parse/sync';
import { readPieces } from '../../store/read-file.js';

/** These columns of a CSV file, row by row: a table can be larger than memory. What the file does not have is empty. */
export function* rowsOf(file: string, columns: readonly string[]): Iterable<string[]> {
  let places: readonly number[] | undefined;
  for (const text of wholeRows(file)) {
    for (const cells of cellsOf(text)) {
      if (places === undefined) places = columns.map((column) => cells.indexOf(column));
      else yield places.map((place) => cells[place] ?? '');
    }
  }
}

function* wholeRows(file: string): Iterable<string> {
  const decoder = new StringDecoder();
  let rest = '';
  for (const piece of readPieces(file)) {
    const text = rest + decoder.write(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
    const end = endOfRows(text);
    yield text.slice(0, end);
    rest = text.slice(end);
  }
  yield rest;
}

/** Of a text that begins with a row; a line break inside of quotes ends none. */
function endOfRows(text: string): number {
  let end = text.lastIndexOf('\n');
  while (end >= 0 && text.slice(0, end).split('"').length % 2 === 0) end = text.lastIndexOf('\n', end - 1);
  return end + 1;
}

/** Most tables have no quotes, and are ten times sooner read without a parser. */
function cellsOf(text: string): Iterable<string[]> {
  if (text.includes('"')) return parse(text);
  return text.split('\n').flatMap((line) => (line === '' ? [] : [line.split(',')]));
}
