import { readFileSync } from 'node:fs';
import { ENGINES } from '../../src/engines/catalogue.js';
import type { DatasetFacts } from '../../src/language/dataset-facts.js';
import { formatDiagnostic } from '../../src/language/diagnostics.js';
import type { EngineFacts } from '../../src/language/engine-facts.js';
import type { OpenExtended } from '../../src/language/extend.js';
import { readExperiment } from '../../src/language/read.js';

export const facts = (): DatasetFacts => ({
  inputShape: [28, 28, 1],
  classNames: [...'abcdefghij'],
  train: Array(10).fill(6000),
  test: Array(10).fill(1000),
});

export const quickstart = readFileSync(new URL('../../experiments/quickstart.yaml', import.meta.url), 'utf8');

/** The least that is an experiment. */
export const SMALL = `version: 1
dataset: { use: fashion-mnist }
architectures:
  tiny:
    - flatten
    - dense: { name: hidden, units: 64, activation: relu }
    - dense: { units: 10 }
models:
  A: { architecture: tiny, optimizer: sgd }
train: { epochs: 2 }
`;

export function read(
  text: string,
  set: readonly string[] = [],
  file = 'exp.yaml',
  engines: EngineFacts = ENGINES,
  open?: OpenExtended,
) {
  return readExperiment({ file, text, set, facts, engines, open });
}

/** The decided experiment; fails with the diagnostics where there is none. */
export function decided(text: string, set: readonly string[] = []) {
  const result = read(text, set);
  if (!result.ok) throw new Error(format(result.diagnostics));
  return result.config;
}

/** Everything that is printed about a wrong experiment. */
export function complaints(
  text: string,
  set: readonly string[] = [],
  file = 'exp.yaml',
  engines?: EngineFacts,
): string {
  const result = read(text, set, file, engines);
  return result.ok ? '' : format(result.diagnostics);
}

/** `line:column code` of each diagnostic. */
export function places(text: string, set: readonly string[] = []): string[] {
  const result = read(text, set);
  return result.ok ? [] : result.diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`);
}

/** The small experiment with a part of it replaced, and lines added. */
export function small(from = '', to = '', more = ''): string {
  if (!SMALL.includes(from)) throw new Error(`no ${from}`);
  return SMALL.replace(from, to) + more;
}

function format(diagnostics: readonly Parameters<typeof formatDiagnostic>[0][]): string {
  return diagnostics.map(formatDiagnostic).join('\n');
}
