import { readFileSync, statSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import type { Diagnostic, DiagnosticCode } from './diagnostics.js';
import { quote } from './words.js';

export type OpenResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

const LARGEST = 1_000_000;

/** The text of an experiment file, or why there is none. */
export function openExperiment(file: string): OpenResult {
  try {
    const stats = statSync(file);
    if (stats.isDirectory()) return refuse(file, 'is-directory', `${quote(file)} is a folder`, 'a file');
    if (!stats.isFile()) return refuse(file, 'unreadable', `${quote(file)} is not a regular file`, 'a file');
    if (stats.size > LARGEST) return tooLarge(file, stats.size);
    return decode(file, readFileSync(file));
  } catch (error) {
    return cannotRead(file, error as NodeJS.ErrnoException);
  }
}

function decode(file: string, bytes: Uint8Array): OpenResult {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return notUtf8(file, bytes);
  }
}

/** Points at the first character that another decoder would replace. */
function notUtf8(file: string, bytes: Uint8Array): OpenResult {
  const lines = new TextDecoder('utf-8').decode(bytes).split('\n');
  const decoded = Buffer.from(bytes).toString('latin1').split('\n');
  const line = decoded.findIndex((text) => !isUtf8(Buffer.from(text, 'latin1')));
  const column = Math.max(0, lines[line]?.indexOf('\ufffd') ?? 0);
  const message = `${quote(file)} is not UTF-8 on line ${line + 1}`;
  return refuse(file, 'not-utf8', message, 'a text file in UTF-8', { line: line + 1, column: column + 1 });
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function tooLarge(file: string, size: number): OpenResult {
  const message = `${quote(file)} has ${size} bytes`;
  return refuse(file, 'too-large', message, `an experiment file of at most ${LARGEST} bytes`);
}

function cannotRead(file: string, error: NodeJS.ErrnoException): OpenResult {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return refuse(file, 'no-file', `there is no ${quote(file)}`, 'the path of an experiment file');
  }
  return refuse(file, 'unreadable', `${quote(file)} cannot be read: ${error.code ?? error.message}`);
}

function refuse(
  file: string,
  code: DiagnosticCode,
  message: string,
  expected?: string,
  at = { line: 1, column: 1 },
): OpenResult {
  return {
    ok: false,
    diagnostics: [{ code, message, ...(expected === undefined ? {} : { expected }), file, ...at, length: 1 }],
  };
}
