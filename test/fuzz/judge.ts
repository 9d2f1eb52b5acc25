import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { factsOnce } from '../../src/data/dataset.js';
import { ENGINES } from '../../src/engines/catalogue.js';
import { DIAGNOSTIC_CODES, type Diagnostic, diagnosticsOf, formatDiagnostics } from '../../src/language/diagnostics.js';
import { openExperiment } from '../../src/language/open.js';
import { readExperiments } from '../../src/language/read.js';
import { PLACE } from './corpus.js';

/** What must never happen to an experiment file, by its name in the tally. */
export const OFFENCES = ['crash', 'no place', 'raw characters', 'pollution', 'over 1 s'] as const;

export interface Finding {
  readonly offence: (typeof OFFENCES)[number];
  readonly detail: string;
}

export interface Judgement {
  readonly isAccepted: boolean;
  readonly findings: readonly Finding[];
}

const LIMIT_SECONDS = 1;

const ENVIRONMENT = { DATA: 'data', EPOCHS: '2', ODD: '\u001b[31m\n' };

/** Reads a file as every command does, and judges what comes of it. The time is that of the processor, which other work does not change. */
export function judge(bytes: Buffer, folder: string): Judgement {
  const file = path.join(folder, 'fuzz.yaml');
  writeFileSync(file, bytes);
  const began = process.cpuUsage();
  try {
    const diagnostics = diagnosticsIn(file);
    const printed = rawIn(formatDiagnostics(diagnostics ?? []));
    const text = bytes.toString().replace(/^\ufeff/, '');
    const { user, system } = process.cpuUsage(began);
    const seconds = (user + system) / 1e6;
    const slow = seconds > LIMIT_SECONDS ? [{ offence: 'over 1 s' as const, detail: `${seconds.toFixed(1)} s` }] : [];
    const wrong = [...(diagnostics ?? []).flatMap((one) => problemsOf(one, text)), ...printed];
    const silent = diagnostics?.length === 0 ? [{ offence: 'no place' as const, detail: 'no error is given' }] : [];
    return { isAccepted: diagnostics === undefined, findings: [...slow, ...silent, ...wrong, ...pollution()] };
  } catch (error) {
    return { isAccepted: false, findings: [{ offence: 'crash', detail: (error as Error).stack ?? String(error) }] };
  } finally {
    rmSync(file);
  }
}

/** Undefined for an experiment that is right. */
function diagnosticsIn(file: string): readonly Diagnostic[] | undefined {
  const opened = openExperiment(file);
  if (!opened.ok) return diagnosticsOf([opened.problem]);
  const read = readExperiments({
    file: PLACE,
    text: opened.text,
    facts: factsOnce(),
    engines: ENGINES,
    environment: ENVIRONMENT,
  });
  return read.ok ? undefined : read.diagnostics;
}

function problemsOf(
  { file, line, column, length, code, message, expected, hint, text }: Diagnostic,
  own: string,
): Finding[] {
  const lines = linesOf(file === PLACE || file.endsWith('fuzz.yaml') ? own : readFileSync(file, 'utf8'));
  const isPlace = [line, column, length].every((number) => Number.isSafeInteger(number) && number >= 1);
  const isThere = isPlace && isLine(text, lines[line - 1]) && column <= text.length + 1;
  const isKnown = DIAGNOSTIC_CODES.includes(code);
  const detail = `${file}:${line}:${column} ${code}, of ${lines.length} lines`;
  const place: Finding[] = isThere && isKnown ? [] : [{ offence: 'no place', detail }];
  return [...place, ...rawIn([message, expected, hint].join(' ').replaceAll('\n', '\u0000'))];
}

/** What cannot be opened has no lines. */
function isLine(text: string, line: string | undefined): boolean {
  return text === '' || text.replace(/\r$/, '') === line;
}

/** Of the last text, about which there is often more than one thing to say. */
let known: { readonly text: string; readonly lines: readonly string[] } = { text: '', lines: [''] };

function linesOf(text: string): readonly string[] {
  if (known.text !== text) known = { text, lines: text.split('\n').map((line) => line.replace(/\r$/, '')) };
  return known.lines;
}

/** What a terminal would obey or hide. */
function rawIn(text: string): Finding[] {
  const found = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.exec(text.replaceAll('\n', ''));
  return found === null ? [] : [{ offence: 'raw characters', detail: JSON.stringify(text.slice(0, 500)) }];
}

const UNTOUCHED = [Object.prototype, Array.prototype, Function.prototype].map((one) => Reflect.ownKeys(one).length);

function pollution(): Finding[] {
  const now = [Object.prototype, Array.prototype, Function.prototype].map((one) => Reflect.ownKeys(one).length);
  return String(now) === String(UNTOUCHED)
    ? []
    : [{ offence: 'pollution', detail: 'a built-in prototype has changed' }];
}
