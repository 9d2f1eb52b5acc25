import { isUtf8 } from 'node:buffer';
import type { DataFailure, NamedFile } from '../failure.js';
import { lineAndColumn } from './rows.js';

const OTHER_FORMATS: readonly (readonly [head: string, what: string])[] = [
  ['504b0304', 'a zip archive, as Excel and Numbers save their tables'],
  ['d0cf11e0', 'a file of an old Excel'],
  ['1f8b', 'packed with gzip'],
  ['50415231', 'a Parquet file'],
];

const GET_LFS = 'fetch the file that it stands for: git lfs pull';
const OTHER_TEXTS: readonly (readonly [head: RegExp, what: string, hint?: string])[] = [
  [/^version https:\/\/git-lfs/, 'the pointer that Git LFS leaves for a file', GET_LFS],
  [/^\s*<(!doctype|html|\?xml)/i, 'a web page or XML'],
  [/^\s*@relation\s/i, 'a table of Weka (ARFF)'],
  [/^\s*(\{\s*"|\[\s*[[{])/, 'JSON'],
];

/** What of a file is no text in UTF-8; undefined where all of it is. */
export function notText(bytes: Buffer, { file, path }: NamedFile): DataFailure | undefined {
  const head = bytes.toString('hex', 0, 4);
  const other = OTHER_FORMATS.find(([start]) => head.startsWith(start));
  if (other) {
    const message = `${file} is no text but ${other[1]}`;
    return { code: 'malformed-dataset', message, hint: 'save the table as CSV', path };
  }
  const text = OTHER_TEXTS.find(([start]) => start.test(bytes.toString('latin1', 0, 100)));
  if (text) {
    const [, what, hint = 'save the table as CSV'] = text;
    return { code: 'malformed-dataset', message: `${file} is no table but ${what}`, hint, path };
  }
  const nul = bytes.indexOf(0);
  if (/^(fffe|feff|0000feff)/.test(head) || isWide(bytes, nul)) {
    const message = `${file}:1:1: the file is text in UTF-${/^(fffe0000|0000feff)/.test(head) ? 32 : 16}`;
    return { code: 'not-utf8', message, hint: 'save it as UTF-8', path };
  }
  const wrong = isUtf8(bytes) ? -1 : firstWrong(bytes);
  if (wrong >= 0) {
    const byte = `0x${bytes[wrong].toString(16).padStart(2, '0')}`;
    const message = `${file}:${lineAndColumn(bytes, wrong)}: the byte ${byte} is not UTF-8`;
    const hint = 'save it as UTF-8; a table in Latin-1 or Windows-1252: iconv -f WINDOWS-1252 -t UTF-8';
    return { code: 'not-utf8', message, hint, path };
  }
  if (nul < 0) return undefined;
  const message = `${file}:${lineAndColumn(bytes, nul)}: a NUL byte`;
  return { code: 'malformed-dataset', message, hint: 'the file is no text, or was damaged: save it again', path };
}

/** UTF-16 without a mark: every other byte of the first characters is 0. */
function isWide(bytes: Buffer, nul: number): boolean {
  return (nul === 0 || nul === 1) && bytes.length > 3 && bytes[nul + 2] === 0;
}

/** Of the first line that is wrong, the first byte that decoding and encoding changes. */
function firstWrong(bytes: Buffer): number {
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start);
    const line = bytes.subarray(start, end < 0 ? bytes.length : end + 1);
    if (!isUtf8(line)) {
      const again = Buffer.from(line.toString('utf8'));
      return start + line.findIndex((byte, at) => byte !== again[at]);
    }
    start += line.length;
  }
  return -1;
}
