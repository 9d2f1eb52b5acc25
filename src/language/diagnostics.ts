import { lengthOf, lineOf, positionOf, type SourceText, type Span } from './source.js';
import { escapeInvisible } from './words.js';

/** Stable names of everything that can be wrong with an experiment file; docs/errors.md has a row for each. */
export const DIAGNOSTIC_CODES = [
  'no-file',
  'is-directory',
  'unreadable',
  'too-large',
  'not-utf8',
  'empty-file',
  'yaml-syntax',
  'tab-indent',
  'multiple-documents',
  'yaml-version',
  'unknown-tag',
  'unknown-alias',
  'cyclic-alias',
  'too-complex',
  'bad-merge',
  'bad-key',
  'duplicate-key',
  'inexact-number',
  'bad-set',
  'bad-extends',
  'cyclic-extends',
  'bad-matrix',
  'bad-axis',
  'unnamed-value',
  'bad-exclude',
  'duplicate-case',
  'unknown-case',
  'undeclared-variable',
  'bad-variable',
  'unknown-key',
  'missing-key',
  'wrong-type',
  'unknown-choice',
  'one-choice',
  'missing-parameters',
  'out-of-range',
  'wrong-length',
  'bad-name',
  'bad-limit',
  'unknown-architecture',
  'unknown-layer',
  'no-common-layer',
  'duplicate-layer',
  'duplicate-item',
  'shape-mismatch',
  'bad-output',
  'missing-engine',
  'unsupported-layer',
  'bad-epoch',
  'bad-k',
  'bad-components',
  'bad-probe',
  'bad-train-size',
  'bad-batch-size',
  'bad-augment',
  'too-few-samples',
  'missing-dataset',
  'unreadable-dataset',
  'malformed-dataset',
  'unknown-array',
  'wrong-dtype',
  'wrong-shape',
  'not-finite',
  'unknown-column',
  'column-conflict',
  'index-column',
  'ambiguous-separator',
  'ragged-row',
  'missing-values',
  'bad-cell',
  'bad-label',
  'empty-class',
  'bad-classes',
  'too-many-steps',
] as const;

export type DiagnosticCode = (typeof DIAGNOSTIC_CODES)[number];

/** One thing that is wrong, at one place. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly message: string;
  /** What would be right, to be read after "expected". */
  readonly expected?: string;
  /** A sentence on how to put it right. */
  readonly hint?: string;
  /** Where not all cases of the experiment have it, those that do. */
  readonly cases?: readonly string[];
  /** The experiment file, one that it extends, or `--set`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** The whole line, of the file or of the --set argument. */
  readonly text: string;
}

/** A diagnostic before its place is turned into lines and columns. */
export interface Problem extends Pick<Diagnostic, 'code' | 'message' | 'expected' | 'hint' | 'cases'> {
  readonly span: Span;
}

/** The problems as diagnostics: each once, file by file as they were read, in the order of the text, those of --set last. */
export function diagnosticsOf(problems: readonly Problem[], sources: readonly SourceText[] = []): Diagnostic[] {
  const seen = new Map<string, Problem>();
  for (const problem of problems) {
    const key = keyOf(problem);
    if (!seen.has(key)) seen.set(key, problem);
  }
  const files = sources.map(({ file }) => file);
  const rank = ({ source }: Span) => (source.set ? files.length : files.indexOf(source.file));
  const sorted = [...seen.values()].sort((a, b) => rank(a.span) - rank(b.span) || a.span.start - b.span.start);
  return sorted.map(diagnosticOf);
}

/** The same for problems that are told as one. */
export function keyOf({ code, expected, span: { source, start, end } }: Problem): string {
  return JSON.stringify([code, source.file, source.set, source.set && source.text, start, end, expected]);
}

/** So many are printed: nobody reads more at once. */
const MOST_PRINTED = 100;

/** Each diagnostic as people read it; of very many, the first. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const printed = diagnostics.slice(0, MOST_PRINTED).map(formatDiagnostic);
  const more = diagnostics.length - printed.length;
  return [...printed, ...(more > 0 ? [`and ${more} more errors`] : [])].join('\n\n');
}

/** `exp.yaml:12:5: error unknown-key: ...`, the line with a caret, what was expected, and a hint. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, code, message, expected, hint, cases } = diagnostic;
  return [
    `${escapeInvisible(file)}:${line}:${column}: error ${code}: ${message}`,
    ...excerpt(diagnostic),
    ...(expected === undefined ? [] : [`  expected ${expected}`]),
    ...(hint === undefined ? [] : [`  ${hint}`]),
    ...(cases === undefined ? [] : [`  in ${casesText(cases)}`]),
  ].join('\n');
}

const MOST_CASES = 3;

function casesText(cases: readonly string[]): string {
  const more = cases.length > MOST_CASES ? `, and ${cases.length - MOST_CASES} more` : '';
  return `case ${cases.slice(0, MOST_CASES).map(escapeInvisible).join(', ')}${more}`;
}

function diagnosticOf({ code, message, expected, hint, cases, span }: Problem): Diagnostic {
  const { source } = span;
  return {
    // What a --set argument causes has one code, whatever the same value in the file would be called.
    code: source.set ? 'bad-set' : code,
    // Names of files and of the system's errors are not quoted.
    message: escapeInvisible(message),
    ...(expected === undefined ? {} : { expected: escapeInvisible(expected) }),
    ...(hint === undefined ? {} : { hint: escapeInvisible(hint) }),
    ...(cases === undefined ? {} : { cases }),
    file: source.file,
    ...positionOf(span),
    length: lengthOf(span),
    text: lineOf(span),
  };
}

const WIDEST = 110;

function excerpt({ line, column, length, text }: Diagnostic): string[] {
  if (text.trim() === '') return [];
  // A long line is cut so that the caret stays in sight.
  const from = column + length > WIDEST ? Math.max(0, column - 1 - WIDEST / 2) : 0;
  const before = visible(text.slice(from, column - 1));
  const marked = visible(text.slice(column - 1, Math.min(column - 1 + length, from + WIDEST)));
  const gutter = String(line);
  return [
    `  ${gutter} | ${visible(text.slice(from, from + WIDEST))}`,
    `  ${' '.repeat(gutter.length)} | ${' '.repeat(width(before))}${'^'.repeat(Math.max(1, width(marked)))}`,
  ];
}

function visible(text: string): string {
  return text.replace(/\t/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

/** Columns that a terminal needs for a text. */
function width(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    columns +=
      /[\p{Emoji_Presentation}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return columns;
}
