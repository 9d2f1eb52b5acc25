import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { WARNING_CODES } from '../../src/language/warnings/warning.js';
import { read, small } from './rig.js';

/** `code: message` of each warning of an experiment with these lines of models, and the place that it is about. */
function warningsOf(models: readonly string[], more = '') {
  const result = read(small('  A: { architecture: tiny, optimizer: sgd }\n', `${models.join('\n')}\n`, more));
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  return result.warnings.map(({ code, message, path, models }) => ({ code, message, path, models }));
}

const many = (count: number) =>
  Array.from({ length: count }, (_, i) => `  m${i}: { architecture: tiny, init: ${i}, optimizer: sgd }`);

describe('what is said before a run', () => {
  it('nothing of seven different models on enough samples', () => {
    expect(warningsOf(many(7))).toEqual([]);
  });

  it.each([
    [1, 'there is one model, and none to compare it with'],
    [2, 'two models have one value of agreement, and nothing to compare it with'],
    [3, '3 models are too few to speak of groups: chance alone gives any split at least once in 3 cases'],
    [6, '6 models are too few to speak of groups: chance alone gives any split at least once in 15 cases'],
  ])('%s models are few', (count, message) => {
    expect(warningsOf(many(count))).toEqual([{ code: 'few-models', message, path: ['models'], models: undefined }]);
  });

  it('the number of models means nothing where only layers are compared', () => {
    expect(warningsOf(many(1), 'compare: { across: layers }\n')).toEqual([]);
  });

  it('models that differ in names only are identical; they are one among those that share an init', () => {
    const layers =
      '    - flatten\n    - dense: { name: h2, units: 64, activation: relu }\n    - dense: { units: 10 }\n';
    const more = [
      '  same: { architecture: tiny, init: 3, optimizer: { sgd: { learningRate: 0.01 } } }',
      '  slow: { architecture: tiny, init: 3, optimizer: { sgd: { learningRate: 0.001 } } }',
    ];
    expect(layers).toContain('h2');
    expect(warningsOf([...many(7), ...more])).toMatchObject([
      { code: 'identical-models', path: ['models', 'same'], models: ['m3', 'same'] },
      { code: 'shared-init', path: ['models', 'slow', 'init'], models: ['same', 'slow'] },
    ]);
  });

  it('fewer than ten probe samples of a class', () => {
    expect(warningsOf(many(7), 'probe: { size: 90 }\n')).toMatchObject([
      {
        code: 'few-probe-samples',
        path: ['probe', 'size'],
        message: expect.stringContaining('9 samples of each class'),
      },
    ]);
    expect(warningsOf(many(7), 'probe: { size: 100 }\n')).toEqual([]);
  });
});

it('docs/warnings.md has one row for each code', () => {
  const rows = [...readFileSync('docs/warnings.md', 'utf8').matchAll(/^\| `([a-z0-9-]+)` *\| (?:before|after)/gm)];
  expect(rows.map(([, code]) => code)).toEqual([...WARNING_CODES]);
});
