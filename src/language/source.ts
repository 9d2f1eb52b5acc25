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
  const before = source.text.slice(0, start);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line++;
  return { line, column: start - lineStart + 1 };
}

/** Length of the part of a span that is on its first line; at least 1, so that there is something to underline. */
export function lengthOf({ source, start, end }: Span): number {
  const firstLine = source.text.slice(start, end).split('\n', 1)[0].trimEnd();
  return Math.max(1, firstLine.length);
}
