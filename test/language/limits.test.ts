import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { factsOf } from '../../src/data/dataset.js';
import { ENGINES } from '../../src/engines/catalogue.js';
import { diagnosticsOf, formatDiagnostic, formatDiagnostics } from '../../src/language/diagnostics.js';
import { openExperiment } from '../../src/language/open.js';
import { readExperiment } from '../../src/language/read.js';
import { complaints, places, read, SMALL, small } from './rig.js';

const folder = mkdtempSync(path.join(tmpdir(), 'kindred-language-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('an alias bomb is refused at once', () => {
  const levels = Array.from({ length: 12 }, (_, index) => {
    const inside = Array(9).fill(index === 0 ? 'x' : `*b${index - 1}`);
    return `b${index}: &b${index} [${inside.join(', ')}]`;
  });
  expect(places(levels.join('\n')).at(0)).toMatch(/too-complex$/);
});

test('thousands of mistakes are told at once', () => {
  const keys = Array.from({ length: 4_500 }, (_, index) => `k${index}: 1\n`).join('');
  const found = places(`${SMALL}${keys}`);
  expect([found.length, found[0], found.at(-1)]).toEqual([4_500, '11:1 unknown-key', '4510:1 unknown-key']);
});

test.each([100, 20_000])('%s brackets are refused', (depth) => {
  expect(places(`a: ${'['.repeat(depth)}${']'.repeat(depth)}`)[0]).toMatch(/too-complex$/);
});

test.each(['!!omap [a: 1]', '!!pairs [a: 1]', '!!set { a }', '!!binary aGk=', '!!timestamp 2001-12-14', '!dice 6'])(
  '%s has a tag that the core schema does not have',
  (value) => {
    expect(places(`${SMALL}seed: ${value}\n`)).toEqual([expect.stringMatching(/^11:\d+ unknown-tag$/)]);
    expect(complaints(`${SMALL}matrix: { seed: { a: ${value}, b: 1 } }\n`)).toContain(': error unknown-tag: ');
  },
);

test('an experiment that is large by mistake is refused', () => {
  expect(complaints(small('epochs: 2', 'epochs: 200000'))).toMatch(
    /10:18: error too-many-steps: .*\n.*\n.*\n {2}expected at most/,
  );
});

test('a thousand models at ten epochs are no mistake; comparisons count as steps too', () => {
  const inits = Array.from({ length: 1_000 }, (_, index) => index);
  const many = (train: string) =>
    small(
      '  A: { architecture: tiny, optimizer: sgd }',
      `  A: { architecture: tiny, optimizer: sgd, matrix: { init: [${inits}] } }`,
    ).replace(
      'train: { epochs: 2 }',
      `train: ${train}\ncapture: { epochs: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }\ncompare: { measures: [rand, adjustedRand], across: [layers] }`,
    );
  expect(places(many('{ epochs: 10 }'))).toEqual([]);
  expect(complaints(many('{ epochs: 130 }'))).toMatch(/error too-many-steps: the experiment has 210000 steps or more/);
});

test('what variables and matrices make is bounded too', () => {
  const long = `environment: { A: ${'x'.repeat(100_000)} }\nname: "${`\${A}`.repeat(50_000)}"\n`;
  expect(complaints(SMALL + long)).toMatch(/12:7: error too-complex: the texts are too long with their variables/);
  const axis = Array.from({ length: 85 }, (_, index) => index);
  const grids = Array.from(
    { length: 45 },
    (_, index) => `  M${index}: { architecture: tiny, matrix: { init: [${axis}], optimizer: [sgd, adam, rmsprop] } }\n`,
  );
  expect(complaints(small('train:', `${grids.join('')}train:`))).toMatch(
    /8:1: error bad-matrix: the matrix makes more than 40000 values/,
  );
});

test('of thousands of errors the first are printed, each in its place', () => {
  const text = SMALL + Array.from({ length: 4000 }, (_, index) => `k${index}: 1\n`).join('');
  const result = read(text);
  const printed = formatDiagnostics(result.ok ? [] : result.diagnostics).split('\n');
  expect(printed[0]).toMatch(/^exp.yaml:11:1: error unknown-key: `k0`/);
  expect(printed.filter((line) => line.startsWith('exp.yaml:'))).toHaveLength(100);
  expect(printed.at(-1)).toBe('and 3900 more errors');
});

test.each(['/dev/zero', '/dev/stdin', '/proc/kmsg', '/', 'a\0b', 'x/'.repeat(3000)])(
  '%j is no data file, and is not read',
  (file) => {
    for (const use of [
      `csv: { file: ${JSON.stringify(file)}, label: x }`,
      `fashion-mnist: { folder: ${JSON.stringify(file)} }`,
    ]) {
      const text = small('use: fashion-mnist', `use: { ${use} }`);
      const result = readExperiment({
        file: '/exp.yaml',
        text,
        facts: (dataset) => factsOf(dataset.use),
        engines: ENGINES,
      });
      expect(result.ok || result.diagnostics.map(({ line, code }) => [line, code.replace(/^.*-/, '')])).toEqual([
        [2, 'dataset'],
      ]);
    }
  },
);

test('what a path or a message of the system holds is shown escaped', () => {
  const text = small('use: fashion-mnist', 'use: { csv: { file: "\\e[31m\\n", label: x } }');
  const result = readExperiment({
    file: '/exp.yaml',
    text,
    facts: (dataset) => factsOf(dataset.use),
    engines: ENGINES,
  });
  expect(result.ok || result.diagnostics[0].message).toBe('/\\u001b[31m\\u000a is missing');
});

test('an empty file is not an experiment', () => {
  expect(places('')).toEqual(['1:1 empty-file']);
  expect(places('# only a comment\n')).toEqual(['1:1 empty-file']);
});

test('YAML 1.1 is refused', () => {
  expect(places(`%YAML 1.1\n---\n${SMALL}`)).toEqual(['1:1 yaml-version']);
});

test('models without a common layer must list what to capture', () => {
  const text = small('models:', '  other: [flatten, { dense: { units: 10 } }]\nmodels:');
  expect(places(text.replace('train:', '  B: { architecture: other, optimizer: sgd }\ntrain:'))).toEqual([
    '3:1 no-common-layer',
  ]);
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
  writeFileSync(path.join(folder, 'large.yaml'), `#${' '.repeat(400_001)}`);
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

test.each(['1e20', '1E+20', '100000000000000000000', '1e23', '0x10000000000000000', '1.5e300', '10000000000000000.0'])(
  '%s is held as it is written',
  (written) => {
    expect(places(small('optimizer: sgd', `optimizer: { sgd: { learningRate: ${written} } }`))).toEqual([]);
  },
);

test.each([
  '9007199254740993',
  '100000000000000000001',
  '0x20000000000001',
  '9007199254740993.0',
  '90071992547409930e-1',
])('%s would lose digits', (written) => {
  expect(places(small('optimizer: sgd', `optimizer: { sgd: { learningRate: ${written} } }`))).toEqual([
    '9:62 inexact-number',
  ]);
});
