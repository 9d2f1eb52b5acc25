import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { DIAGNOSTIC_CODES } from '../../src/language/diagnostics.js';
import { STEP_CODES } from '../../src/stages/stage.js';
import { decided, SMALL, small } from './rig.js';

interface Schema {
  title?: string;
  description?: string;
  default?: unknown;
  examples?: unknown[];
  /** What editors insert where an example is more than a plain value. */
  defaultSnippets?: { label: string; body: unknown }[];
  properties?: Record<string, Schema>;
  [keyword: string]: unknown;
}

const readText = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const schema = JSON.parse(readText('schemas/experiment.schema.json')) as Schema & {
  definitions: Record<string, Schema>;
};

test('the schema is a valid draft-07 schema, without a keyword that the validator does not know', () => {
  const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).addKeyword('defaultSnippets');
  expect(ajv.validateSchema(schema)).toBe(true);
  expect(() => ajv.compile(schema)).not.toThrow();
});

test('every key has a description for editors, and all but choices have a title and examples', () => {
  for (const [path, key] of keysOf(schema, '')) {
    expect(key.description, path).toBeTypeOf('string');
    if (key.$ref === undefined) expect([key.title, key.examples ?? key.defaultSnippets], path).not.toContain(undefined);
  }
});

test('every default is told where editors show it', () => {
  for (const [path, key] of keysOf(schema, ''))
    if (key.default !== undefined) expect(key.description, path).toMatch(/Default: .*\.$/);
});

test('every example and default in the schema is accepted where it stands', () => {
  const ajv = new Ajv({ strict: false, inlineRefs: false }).addSchema(schema, 'experiment');
  for (const [path, key] of keysOf(schema, '')) {
    const { default: fallback, examples: plain = [], defaultSnippets = [], ...rest } = key;
    const examples = [...plain, ...defaultSnippets.map(({ body }) => written(body))];
    // Editors would insert `[object Object]`.
    expect(
      plain.flat().filter((example) => typeof example === 'object'),
      path,
    ).toEqual([]);
    const validate = ajv.compile(JSON.parse(JSON.stringify(rest).replaceAll('"#/', '"experiment#/')));
    for (const example of fallback === undefined ? examples : [fallback, ...examples]) {
      expect(validate(example), `${path}: ${JSON.stringify(example)}`).toBe(true);
    }
  }
});

test('the defaults of the schema are the ones that are decided', () => {
  const config = decided(SMALL);
  const { properties = {}, definitions } = schema;
  expect(defaultsOf(properties)).toEqual({
    seed: config.seed,
    engine: config.models[0].engine,
    label: config.label,
    reduce: 'pca',
    cluster: 'kmeans',
  });
  expect(defaultsOf(properties.probe.properties)).toEqual(config.probe);
  expect(defaultsOf(properties.train.properties)).toEqual({
    batchSize: config.train.batchSize,
    labelSmoothing: config.train.labelSmoothing,
    labelNoise: config.train.labelNoise,
  });
  // As lists they would be inserted in a form that flow style does not know.
  expect(config.compare).toEqual({ measures: ['rand', 'adjustedRand'], across: ['models', 'layers'] });
  expect(config.reduce[0]).toEqual({ name: 'pca', use: 'pca', ...defaultsOf(definitions.pca.properties) });
  expect(config.cluster[0]).toEqual({
    name: 'kmeans',
    use: 'kmeans',
    k: 10,
    ...defaultsOf(definitions.kmeans.properties),
  });
  expect(defaultsOf(definitions.model.properties)).toEqual({ init: config.models[0].init });
});

test.each(['sgd', 'momentum', 'rmsprop', 'adam'])(
  'the defaults of %s in the schema are the ones that are decided',
  (type) => {
    const [{ optimizer }] = decided(small('sgd', type)).models;
    expect(optimizer).toEqual({ type, ...defaultsOf(schema.definitions[type].properties) });
  },
);

test('the defaults of layers in the schema are the ones that are decided', () => {
  const text = small('- flatten', '- conv2d: { filters: 1, kernelSize: 1 }\n    - maxPooling2d\n    - flatten');
  const [conv2d, pool, , , dense] = decided(text).models[0].layers;
  const both = (size: unknown) => [size, size];
  const { strides, ...conv } = defaultsOf(schema.definitions.conv2d.properties);
  expect(conv2d).toMatchObject({ ...conv, strides: both(strides) });
  const { poolSize, ...pooling } = defaultsOf(schema.definitions.maxPooling2d.properties);
  expect(pool).toMatchObject({ ...pooling, poolSize: both(poolSize), strides: both(poolSize) });
  expect(dense).toMatchObject(defaultsOf(schema.definitions.dense.properties));
});

test('docs/errors.md has one row for each code', () => {
  const [ofFiles, ofSteps] = readText('docs/errors.md').split('# Errors of a step');
  const codesIn = (text: string) => [...text.matchAll(/^\| `([a-z0-9-]+)` *\|/gm)].map(([, code]) => code);
  expect(codesIn(ofFiles)).toEqual([...DIAGNOSTIC_CODES]);
  expect(codesIn(ofSteps)).toEqual([...STEP_CODES]);
});

test.each(['quickstart', 'fashion-mnist-seed'])(
  'editors find the schema of %s, which says what it is called',
  (name) => {
    const text = readText(`experiments/${name}.yaml`);
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../schemas/experiment.schema.json');
    expect(parse(text).name).toBe(name);
    expect(decided(text).models).toHaveLength(6);
  },
);

/** A snippet that stands in braces too is a text. */
function written(body: unknown): unknown {
  return typeof body === 'string' ? parse(body) : body;
}

/** Every key of the language with its path, wherever it stands in the schema. */
function* keysOf(part: unknown, path: string): Generator<[string, Schema]> {
  if (typeof part !== 'object' || part === null) return;
  for (const [name, value] of Object.entries(part)) {
    if (['examples', 'default', 'enum', 'required'].includes(name)) continue;
    if (name === 'properties') {
      for (const [key, schema] of Object.entries(value as Record<string, Schema>)) yield [`${path}/${key}`, schema];
    }
    yield* keysOf(value, `${path}/${name}`);
  }
}

function defaultsOf(properties: Record<string, Schema> = {}): Record<string, unknown> {
  const entries = Object.entries(properties).filter(([, { default: value }]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, { default: value }]) => [key, value]));
}
