import { type Document, parseDocument, type YAMLError } from 'yaml';
import { buildTree } from './build-tree.js';
import type { DiagnosticCode, Problem } from './diagnostics.js';
import { positionOf, type Source } from './source.js';
import { syntaxWords } from './syntax-words.js';
import type { Tree } from './tree.js';

export interface Parsed {
  /** Absent when the text is empty or not YAML. */
  readonly tree: Tree | undefined;
  readonly problems: readonly Problem[];
  /** Values in the tree, counting what an alias stands for each time that it is used. */
  readonly nodes: number;
}

/** Reads the part of a source from `offset` on as one document of YAML 1.2, core schema. */
export function parse(source: Source, offset = 0): Parsed {
  const document = parseText(source.text.slice(offset));
  if (document === undefined) return { tree: undefined, problems: [tooDeep(source, offset)], nodes: 0 };
  const problems = syntaxProblems(document, source, offset);
  if (problems.length > 0) return { tree: undefined, problems, nodes: 0 };
  return buildTree(document.contents, source, offset);
}

function parseText(text: string): Document.Parsed | undefined {
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      intAsBigInt: true,
      uniqueKeys: false,
      prettyErrors: false,
      keepSourceTokens: false,
      // At 'silent' a second document would be no error.
      logLevel: 'error',
    });
  } catch (error) {
    // The parser of the yaml package is recursive.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const TOO_DEEP = 'the file is nested too deeply to be read';

function tooDeep(source: Source, offset: number): Problem {
  return {
    code: 'too-complex',
    message: TOO_DEEP,
    span: { source, start: offset, end: offset + 1 },
  };
}

function syntaxProblems(document: Document.Parsed, source: Source, offset: number): Problem[] {
  const problems = [...document.errors, ...document.warnings].map((error) => syntaxProblem(error, source, offset));
  const { yaml } = document.directives;
  if (yaml.explicit && yaml.version !== '1.2') problems.push(wrongVersion(source, offset));
  return firstOfEachLine(untilFirstTab(problems));
}

function syntaxProblem(error: YAMLError, source: Source, offset: number): Problem {
  const words = syntaxWords(error, source.text.slice(offset));
  const start = words?.start ?? error.pos[0];
  const end = Math.max(start + 1, error.pos[1]);
  const span = { source, start: Math.min(start + offset, source.text.length), end: end + offset };
  if (words !== undefined) return { code: 'yaml-syntax', message: words.message, expected: words.expected, span };
  const [code, expected] = SYNTAX[error.code] ?? ['yaml-syntax'];
  const message = MESSAGES[error.code] ?? lowerFirst(error.message.split('\n')[0]);
  return { code, message, ...(expected === undefined ? {} : { expected }), span };
}

const SYNTAX: Partial<Record<YAMLError['code'], [code: DiagnosticCode, expected?: string]>> = {
  TAB_AS_INDENT: ['tab-indent', 'spaces'],
  MULTIPLE_DOCS: ['multiple-documents', 'one document, without `---` after it'],
  TAG_RESOLVE_FAILED: ['unknown-tag', 'a plain value, without a tag'],
  RESOURCE_EXHAUSTION: ['too-complex'],
};

const MESSAGES: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'a tab is used to indent',
  MULTIPLE_DOCS: 'a second document begins here',
  RESOURCE_EXHAUSTION: TOO_DEEP,
};

function wrongVersion(source: Source, offset: number): Problem {
  const start = Math.max(offset, source.text.indexOf('%YAML', offset));
  return {
    code: 'yaml-version',
    message: 'the file asks for another version of YAML',
    expected: 'YAML 1.2, or no %YAML line',
    span: { source, start, end: start + '%YAML'.length },
  };
}

/** Where tabs indent, the parser misreads what follows: they are told once. */
function untilFirstTab(problems: readonly Problem[]): readonly Problem[] {
  const tabs = problems.filter(({ code }) => code === 'tab-indent');
  if (tabs.length === 0) return problems;
  const [first] = tabs;
  const lines = new Set(tabs.map(({ span }) => positionOf(span).line)).size;
  const more = lines === 2 ? 'one more line' : `${lines - 1} more lines`;
  return [lines === 1 ? first : { ...first, message: `tabs are used to indent, here and on ${more}` }];
}

/** One mistake often confuses the parser several times. */
function firstOfEachLine(problems: readonly Problem[]): Problem[] {
  const sorted = [...problems].sort((a, b) => a.span.start - b.span.start);
  const lines = sorted.map(({ span }) => positionOf(span).line);
  return sorted.filter((_, index) => lines[index] !== lines[index - 1]);
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
