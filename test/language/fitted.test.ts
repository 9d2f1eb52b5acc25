import { expect, test } from 'vitest';
import { originLines } from '../../src/cli/text/origin-lines.js';
import { ENGINES } from '../../src/engines/catalogue.js';
import type { DatasetFacts } from '../../src/language/dataset-facts.js';
import { formatDiagnostic } from '../../src/language/diagnostics.js';
import { readExperiment } from '../../src/language/read.js';

const facts: DatasetFacts = {
  inputShape: [1, 1, 4],
  classNames: ['ash', 'elm', 'oak'],
  train: [20, 10, 20],
  test: [9, 5, 8],
};

function read(lines = '', known = facts, file = 'exp.yaml') {
  const text = `version: 1
dataset: { use: { idx: { folder: data } } }
architectures:
  net: [dense: { name: h, units: 8 }, dense: { name: g, units: 12 }, dense: { name: out, units: ${known.classNames.length} }]
models:
  a: { architecture: net, optimizer: sgd }
train: { epochs: 2 }
${lines}`;
  return readExperiment({ file, text, facts: () => known, engines: ENGINES });
}

function good(lines?: string, known?: DatasetFacts, file?: string) {
  const result = read(lines, known, file);
  if (!result.ok) throw new Error(result.diagnostics.map(formatDiagnostic).join('\n'));
  return result;
}

const told = (result: ReturnType<typeof good>) => result.warnings.filter(({ code }) => code === 'fitted-default');

test('defaults that do not fit are lowered to what does, and it is told why', () => {
  const result = good();
  expect(result.config).toMatchObject({
    probe: { size: 15 },
    train: { batchSize: 50 },
    reduce: [{ components: 8 }],
    cluster: [{ k: 3 }],
  });
  expect(told(result).map(({ message }) => message)).toEqual([
    '`train.batchSize` is 50, not 64 as by default: there are 50 training samples',
    '`probe.size` is 15, not 999 as by default: there are 5 test samples of class `elm`',
    '`reduce.pca.components` is 8, not 50 as by default: there are 8 features of layer `h` in `net`',
  ]);
});

test.each([
  ['capture: { layers: [g] }', 12],
  ['probe: { size: 6 }', 6],
  ['reduce: [pca, { pca: { whiten: true } }]', 8],
  ['capture: { layers: [g] }\nreduce: { pca: { components: 9 } }', 9],
])('components fit what is captured: %s', (lines, components) => {
  expect(good(lines).config.reduce[0].components).toBe(components);
});

test('a part of the training samples bounds the batch', () => {
  expect(read('probe: { size: 3 }').ok && good('probe: { size: 3 }').config.cluster[0].k).toBe(3);
  const part = { ...facts, train: [7, 7, 7] };
  expect(good('', part).config.train.batchSize).toBe(21);
});

test('to write a lowered default out changes nothing but that it is not told', () => {
  const out = good('reduce: { pca: { components: 8 } }\nprobe: { size: 15 }');
  expect(out.config).toEqual(good().config);
  expect(told(out)).toHaveLength(1);
});

test('where all fits nothing is told, and a written number is never lowered', () => {
  const many = { ...facts, inputShape: [1, 1, 100] as const, train: [500, 500, 500], test: [400, 400, 400] };
  const wide = good('reduce: { pca: { components: 8 } }', many);
  expect(told(wide)).toEqual([]);
  expect(read('reduce: { pca: { components: 9 } }').ok).toBe(false);
});

test('show says that a default was lowered', () => {
  const lines = originLines(good()).map(({ text }) => text);
  expect(lines).toContain('reduce.pca.components\t8\tdefault, lowered from 50 to fit 8 features of layer `h` in `net`');
  expect(lines).toContain('train.batchSize\t50\tdefault, lowered from 64 to fit 50 training samples');
  expect(lines).toContain('cluster.kmeans.restarts\t10\tdefault');
});

test('what nobody wrote is blamed on what decides it, never on the first line', () => {
  const none = read('', { ...facts, test: [9, 0, 8] });
  expect(none.ok ? [] : none.diagnostics.map(({ line, code }) => [line, code])).toEqual([[2, 'too-few-samples']]);
  const { warnings, positions } = good();
  expect(warnings.map(({ path = [] }) => positions.at(path).line)).not.toContain(1);
});

test.each([
  ['my exp.yaml', 'my-exp'],
  ['-x.yaml', 'x'],
  ['.hidden', 'hidden'],
  ['../été 2.yaml', 'ete-2'],
  ['実験.yaml', 'experiment'],
  ['!!!.yaml', 'experiment'],
  [`${'a'.repeat(150)}.yaml`, 'a'.repeat(100)],
  ['it\'s "x".yaml', 'it-s-x'],
])('the file %s gives the name %s', (file, name) => {
  expect(good('', facts, file).config.name).toBe(name);
});
