import path from 'node:path';
import { expect, test } from 'vitest';
import { ENGINES } from '../../src/engines/catalogue.js';
import { formatDiagnostic } from '../../src/language/diagnostics.js';
import type { Environment } from '../../src/language/environment.js';
import { readExperiment } from '../../src/language/read.js';
import { facts, SMALL, small } from './rig.js';

function readIn(environment: Environment, text: string) {
  const read = readExperiment({ file: 'exp.yaml', text, environment, facts, engines: ENGINES });
  if (!read.ok) throw new Error(read.diagnostics.map(formatDiagnostic).join('\n'));
  return read;
}

function placesIn(environment: Environment, text: string): string[] {
  const read = readExperiment({ file: 'exp.yaml', text, environment, facts, engines: ENGINES });
  return read.ok ? [] : read.diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`);
}

const TEXT = `${small('epochs: 2', `epochs: "${use('EPOCHS')}"`).replace(
  'fashion-mnist }',
  `{ idx: { folder: "${use('DATA')}/kmnist" } } }`,
)}environment: { EPOCHS: 3, DATA: data, WHITEN: false }
reduce:
  pca:
    whiten: \${WHITEN}
`;

test('a declared variable is what the environment has, or its default, and of the kind that this is', () => {
  const { config } = readIn({}, TEXT);
  expect([config.train.epochs, config.reduce[0].whiten]).toEqual([3, false]);
  expect(config.dataset.use).toMatchObject({ folder: path.resolve('data/kmnist') });
  const other = readIn({ EPOCHS: '5', DATA: '/big', WHITEN: 'true', UNUSED: 'x' }, TEXT).config;
  expect([other.train.epochs, other.reduce[0].whiten]).toEqual([5, true]);
  expect(other.dataset.use).toMatchObject({ folder: '/big/kmnist' });
});

test('a variable without a default must be set, and is read as YAML reads a value', () => {
  const text = small('epochs: 2', `epochs: "${use('N')}"`, 'environment: { N: }\n');
  expect(readIn({ N: '7' }, text).config.train.epochs).toBe(7);
  expect(placesIn({}, text)).toEqual(['11:16 bad-variable']);
});

test('values say where they come from', () => {
  const { positions } = readIn({ DATA: 'x', EPOCHS: '4' }, TEXT);
  expect(positions.exactly(['train', 'epochs'])).toEqual({ from: 'environment', variables: ['EPOCHS'] });
  expect(positions.exactly(['dataset', 'use', 'idx', 'folder'])).toEqual({ from: 'environment', variables: ['DATA'] });
  expect(positions.exactly(['reduce', 'pca', 'whiten'])).toEqual({
    from: 'file',
    position: { file: 'exp.yaml', line: 14, column: 13 },
    value: { file: 'exp.yaml', line: 11, column: 47 },
  });
});

test('two dollars stand for one, and nothing but a declared name is replaced', () => {
  const text = small('fashion-mnist }', `{ csv: { file: "a$$$${use('X')}$b", label: "$c" } } }`);
  expect(readIn({ X: 'x' }, text).config.dataset.use).toMatchObject({
    file: path.resolve(`a${use('X')}$b`),
    label: '$c',
  });
});

/** As a variable is written in an experiment. */
function use(name: string): string {
  return `\${${name}}`;
}

test.each([
  ['EPOCH', '{ EPOCHS: 3 }', {}, '10:18 undeclared-variable'],
  ['HOME', '{}', { HOME: '3' }, '10:18 undeclared-variable'],
  ['constructor', '{}', {}, '10:18 undeclared-variable'],
  ['EPOCHS', '{ EPOCHS: 3 }', { EPOCHS: 'many' }, '11:16 bad-variable'],
  ['EPOCHS', '{ EPOCHS: 3 }', { EPOCHS: '1e400' }, '11:16 bad-variable'],
  ['EPOCHS', '{ EPOCHS: 3 }', { EPOCHS: '-3' }, '10:18 out-of-range'],
  ['EPOCHS', '{ EPOCHS: [3] }', {}, '11:16 bad-variable'],
  ['EPOCHS', '{ EPOCHS: 3, A-B: 3 }', {}, '11:27 bad-variable'],
  ['EPOCHS', '{ EPOCHS: 1, 3: 3 }', {}, '11:27 bad-variable'],
])('epochs: $%s with environment: %s is refused where it stands', (name, declared, environment, place) => {
  const text = `${SMALL.replace('epochs: 2', `epochs: "${use(name)}"`)}environment: ${declared}\n`;
  expect(placesIn(environment, text)).toEqual([place]);
});

test('an environment that is no mapping is refused', () => {
  expect(placesIn({}, `${SMALL}environment: [A]`)).toEqual(['11:14 wrong-type']);
});
