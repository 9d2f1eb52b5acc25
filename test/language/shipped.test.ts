import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isMap, parseDocument } from 'yaml';
import { factsOf } from '../../src/data/dataset.js';
import { ENGINES } from '../../src/engines/catalogue.js';
import { formatDiagnostic } from '../../src/language/diagnostics.js';
import { readExperiments } from '../../src/language/read.js';
import { schemaFile } from '../../src/language/schema-file.js';

const folder = path.resolve('experiments');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

/** Comments that are a field of the experiment, to be used by taking the sign away. */
function commentedFields(text: string) {
  return text.split('\n').flatMap((line) => {
    const content = /^# (\w+: .*)$/.exec(line)?.[1];
    const field = content === undefined ? undefined : parseDocument(content);
    const key = isMap(field?.contents) ? String(Object.keys(field.toJS() as object)[0]) : '';
    return field && key in (schemaFile().properties ?? {}) ? [[key, field.get(key, true)] as const] : [];
  });
}

function complaints(file: string, text: string): string {
  const result = readExperiments({ file, text, facts: (dataset) => factsOf(dataset.use), engines: ENGINES });
  return result.ok ? '' : result.diagnostics.map(formatDiagnostic).join('\n');
}

test.each(files)('each commented field of %s can stand instead of what there is', (name) => {
  const file = path.join(folder, name);
  const text = readFileSync(file, 'utf8');
  for (const [key, value] of commentedFields(text)) {
    const document = parseDocument(text);
    document.set(key, value);
    expect([key, complaints(file, document.toString())]).toEqual([key, '']);
  }
});

test('the starter has commented fields, and no braces in prose that cannot be used', () => {
  const text = readFileSync(path.join(folder, 'starter.yaml'), 'utf8');
  expect(commentedFields(text).map(([key]) => key)).toEqual(['name', 'dataset', 'cluster']);
  const prose = text.split('\n').filter((line) => /^#/.test(line) && !/^# \w+: /.test(line));
  expect(prose.filter((line) => line.includes('{'))).toEqual([]);
});
