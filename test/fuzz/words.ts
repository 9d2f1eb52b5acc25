import { readFileSync } from 'node:fs';
import type { Random } from '../../src/algorithms/random.js';

export function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[random.below(values.length)];
}

/** How a variable of the environment is written. */
export function variable(name: string): string {
  return `\${${name}}`;
}

/** Every word of the language: keys, choices, names. */
export const WORDS: readonly string[] = [
  ...new Set(readFileSync(new URL('../../schemas/experiment.schema.json', import.meta.url), 'utf8').match(/\w+/g)),
];

/** Keys that objects inherit, or that a careless program would obey. */
export const INHERITED = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
];

/** Names that a file system, a terminal or a table would take for something else. */
export const NAMES = [
  '../../etc/passwd',
  '/etc/passwd',
  'a/b',
  'a\\b',
  '..',
  '.',
  '',
  ' ',
  'CON',
  'a\nb',
  'a\r\nb',
  'a\tb',
  '\u001b[31mred\u001b[0m',
  '\u001b]0;title\u0007',
  '\u001b[2J\u001b[H',
  '\u0000',
  'a\u0000b',
  '\u009b31m',
  '\u202eabc',
  '\u200b',
  '\u2028',
  '\ud800',
  '\ufeff',
  '🙂',
  'é',
  '%s%n',
  variable('HOME'),
  '<script>alert(1)</script>',
  "'; DROP TABLE",
  '=cmd()',
  'x'.repeat(300),
  ...INHERITED,
];

/** Values as they stand in YAML. */
export const LITERALS = [
  ...['0', '-0', '1', '-1', '0.5', '1e-320', '1e400', '-1e400', '9007199254740993', '1e308', '2147483648', '65536'],
  ...['.nan', '.inf', '-.inf', '0x7fffffff', '0o17', '1_000', '1e', '+1', '00', '1.', '.5', `${'9'.repeat(400)}`],
  ...['null', '~', '', 'true', 'false', 'yes', 'no', 'Null', '""', "''", '" "', '[]', '{}', '[[]]', '[{}]', '{a: }'],
  ...[
    '[1, 2]',
    '[1, 1]',
    '[null]',
    '{ pca: }',
    '{ sgd: , adam: }',
    '!!int "3"',
    '!!float 3',
    '!!str 3',
    '!!binary aGk=',
  ],
  ...['!dice 6', '!!set { a }', '!!omap [a: 1]', '!!timestamp 2001-12-14', '2001-12-14', '*fast', '&a', '&a *a', '? a'],
  ...[
    '|',
    '>-',
    '|+10',
    '"\\u0000"',
    '"\\x1b[31m"',
    '"\\ud800"',
    '"\\N"',
    '2h',
    '0s',
    '9999w',
    '5 m',
    '2GB',
    '1kB',
    'none',
  ],
  ...['auto', '1e3', '-5', '3.7', '"3"', '100000', '1000000', '99999999', '0.9999999999999999', '1.0000000000000002'],
] as const;

/** Marks of YAML, and characters that its readers take to be special. */
export const MARKS = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    ': ',
    '- ',
    '? ',
    '#',
    ' #',
    '&',
    '*',
    '!',
    '|',
    '>',
    "'",
    '"',
    '%',
    '@',
    '`',
    '<<: ',
  ],
  ...[
    '---\n',
    '...\n',
    '\n',
    '\r',
    '\r\n',
    '\t',
    ' ',
    '  ',
    '\u0000',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\u00a0',
    '\u007f',
  ],
  ...['%YAML 1.1\n', '%TAG ! tag:x,1:\n', '<<: *fast', '!!', '\\', '\ud83d', '\udc00', '\u202e', '=', '~'],
];
