import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { diagnosticsOf, formatDiagnostic } from '../../src/language/diagnostics.js';
import { openExperiment } from '../../src/language/open.js';
import { complaints, places, SMALL, small } from './rig.js';

const folder = mkdtempSync(path.join(tmpdir(), 'kindred-language-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('an alias bomb is refused at once', () => {
  const levels = Array.from({ length: 12 }, (_, index) => {
    const inside = Array(9).fill(index === 0 ? 'x' : `*b${index - 1}`);
    return `b${index}: &b${index} [${inside.join(', ')}]`;
  });
  expect(places(levels.join('\n')).at(0)).toMatch(/too-complex$/);
});

test('tens of thousands of mistakes are told at once', () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1\n`).join('');
  const found = places(`${SMALL}${keys}`);
  expect([found.length, found[0], found.at(-1)]).toEqual([20_000, '11:1 unknown-key', '20010:1 unknown-key']);
});

test.each([100, 20_000])('%s brackets are refused', (depth) => {
  expect(places(`a: ${'['.repeat(depth)}${']'.repeat(depth)}`)[0]).toMatch(/too-complex$/);
});

test('an empty file is not an experiment', () => {
  expect(places('')).toEqual(['1:1 empty-file']);
  expect(places('# only a comment\n')).toEqual(['1:1 empty-file']);
});

test('YAML 1.1 is refused', () => {
  expect(places(`%YAML 1.1\n---\n${SMALL}`)).toEqual(['1:1 yaml-version']);
});

test('a file whose name cannot be a name needs one inside', () => {
  expect(complaints(SMALL, [], 'my exp.yaml')).toContain('write a `name` into the file');
  expect(complaints(`${SMALL}name: mine\n`, [], 'my exp.yaml')).toBe('');
});

test('models without a common layer must list what to capture', () => {
  const text = small('models:', '  other: [flatten, { dense: { units: 10 } }]\nmodels:');
  expect(places(text.replace('train:', '  B: { architecture: other, optimizer: sgd }\ntrain:'))).toEqual([
    '1:1 no-common-layer',
  ]);
});

test('a default can be what does not fit', () => {
  expect(complaints(small('units: 64', 'units: 20'))).toContain(
    '50 components are more than the 20 features of layer `hidden`',
  );
});

test('a name such as constructor is not found unless it is written', () => {
  expect(places(small('architecture: tiny', 'architecture: constructor'))).toEqual(['9:22 unknown-architecture']);
});

test('a caret stays in sight on a long line, and under wide characters', () => {
  const long = complaints(small('version: 1', `version: 1 #${'x'.repeat(50)}\n? a${' '.repeat(300)}\n: 5`));
  const shown = long.split('\n').filter((line) => line.includes(' | '));
  expect(Math.max(...shown.map((line) => line.length))).toBeLessThan(130);
  expect(complaints(`${SMALL}seed: [ 漢字, 1 ]`)).toContain('\n     |       ^^^^^^^^^^^\n');
});

test('files that cannot be read are diagnostics', () => {
  writeFileSync(path.join(folder, 'latin1.yaml'), Buffer.from('version: 1\n# caf\xe9\n', 'latin1'));
  writeFileSync(path.join(folder, 'large.yaml'), `#${' '.repeat(1_000_001)}`);
  expect(opened('none.yaml')).toMatch(/^FOLDER\/none.yaml:1:1: error no-file: there is no /);
  expect(opened('')).toMatch(/error is-directory/);
  expect(opened('large.yaml')).toMatch(/error too-large/);
  expect(opened('latin1.yaml')).toMatch(/^FOLDER\/latin1.yaml:2:6: error not-utf8/);
  expect(opened('large.yaml/x')).toMatch(/error no-file/);
});

test('a byte order mark is not part of the text', () => {
  writeFileSync(path.join(folder, 'bom.yaml'), `\ufeff${SMALL}`);
  expect(openExperiment(path.join(folder, 'bom.yaml'))).toEqual({ ok: true, text: SMALL });
});

function opened(name: string): string {
  const result = openExperiment(path.join(folder, name));
  if (result.ok) return '';
  return diagnosticsOf([result.problem]).map(formatDiagnostic).join('\n').replaceAll(folder, 'FOLDER');
}
