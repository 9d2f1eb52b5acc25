/** A text that diagnostics can point into: the experiment file, one that it extends, or one --set argument. */
export interface Source extends SourceText {
  /** Whether the text is a --set argument. */
  readonly set: boolean;
}

export interface SourceText {
  readonly file: string;
  readonly text: string;
}

/** Offsets into a source, in UTF-16 code units as editors count them. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** Both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface FilePosition extends Position {
  readonly file: string;
}

export function filePositionOf(span: Span): FilePosition {
  return { file: span.source.file, ...positionOf(span) };
}

export function positionOf({ source, start }: Span): Position {
  const starts = lineStartsOf(source);
  let [line, after] = [1, starts.length + 1];
  while (after - line > 1) {
    const middle = (line + after) >> 1;
    if (starts[middle - 1] <= start) line = middle;
    else after = middle;
  }
  return { line, column: start - starts[line - 1] + 1 };
}

/** The line on which a span begins. */
export function lineOf(span: Span): string {
  const starts = lineStartsOf(span.source);
  const { line } = positionOf(span);
  return span.source.text.slice(starts[line - 1], starts[line]).replace(/\r?\n$/, '');
}

const known = new WeakMap<Source, readonly number[]>();

/** Looked for once in each source, which may have tens of thousands of lines with a problem each. */
function lineStartsOf(source: Source): readonly number[] {
  const starts = known.get(source) ?? [0, ...Array.from(source.text.matchAll(/\n/g), ({ index }) => index + 1)];
  known.set(source, starts);
  return starts;
}

/** Length of the part of a span that is on its first line; at least 1, so that there is something to underline. */
export function lengthOf({ source, start, end }: Span): number {
  const firstLine = source.text.slice(start, end).split('\n', 1)[0].trimEnd();
  return Math.max(1, firstLine.length);
}
