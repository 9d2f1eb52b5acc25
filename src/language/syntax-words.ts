import type { YAMLError } from 'yaml';

/** What is wrong with the syntax, in words for people who do not know the parser's. */
interface SyntaxWords {
  readonly message: string;
  readonly expected: string;
  /** Where it is, if not where the parser stopped. */
  readonly start?: number;
}

export function syntaxWords({ code, message, pos: [start] }: YAMLError, text: string): SyntaxWords | undefined {
  if (code === 'BAD_INDENT' && message.startsWith('Flow')) return UNCLOSED;
  switch (code) {
    case 'BAD_ALIAS':
      return { message: 'a `*` begins an alias', expected: 'quotes around a text that begins with `*`' };
    case 'BAD_SCALAR_START':
      return { message: `a text cannot begin with \`${text[start]}\``, expected: 'quotes around it' };
    case 'BAD_INDENT':
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
    case 'UNEXPECTED_TOKEN':
      return misplacedLine(code, text, start) ?? keyWords(code, lineAt(text, start));
    default:
      return undefined;
  }
}

const UNCLOSED = { message: 'a `{` or `[` above is not closed', expected: 'its `}` or `]`' };

const MISPLACED = {
  message: 'this line is indented neither like the line above it nor like one that it could belong to',
  expected: 'all keys of a mapping, and all `-` of a list, in one column',
};

function misplacedLine(code: YAMLError['code'], text: string, start: number): SyntaxWords | undefined {
  const line = lineAt(text, start);
  if (code === 'BAD_INDENT') return { ...MISPLACED, start: line.start + line.indent };
  if (code === 'UNEXPECTED_TOKEN') {
    const first = lineAt(text, text.search(/[^\s#]/));
    return line.indent < first.indent ? { ...MISPLACED, start: line.start + line.indent } : undefined;
  }
  if (/^\s*- /.test(line.text) && line.start > 0) return { ...MISPLACED, start: line.start + line.indent };
  const next = lineAt(text, line.start + line.text.length + 1);
  const isUnder = next.indent > line.indent && next.start > line.start && /:\s+\S/.test(line.text);
  return isUnder ? { ...MISPLACED, start: next.start + next.indent } : undefined;
}

function keyWords(code: YAMLError['code'], { text }: Line): SyntaxWords | undefined {
  if (code === 'BLOCK_AS_IMPLICIT_KEY' && /: .*: /.test(text))
    return {
      message: 'a value has `: ` in it',
      expected: 'quotes around such a value, or a line of its own for each key',
    };
  if (code === 'MULTILINE_IMPLICIT_KEY')
    return { message: 'this line has no key with a value', expected: '`key: value`, with a blank after the colon' };
  return undefined;
}

interface Line {
  readonly start: number;
  readonly text: string;
  readonly indent: number;
}

function lineAt(text: string, offset: number): Line {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const line = text.slice(start).split('\n', 1)[0];
  return { start, text: line, indent: line.length - line.trimStart().length };
}
