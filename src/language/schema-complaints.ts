import type { ErrorObject } from 'ajv';
import type { ConfigPath } from './config.js';
import type { DiagnosticCode } from './diagnostics.js';
import { ACCEPTS } from './quantities.js';
import { type Schema, typeOf } from './schema-type.js';
import { anyOfWords, didYouMean, NAME_RULE, quote, show } from './words.js';

/** An error of the validator in the words of the language. */
interface Complaint {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly expected?: string;
  readonly hint?: string;
  /** The key that it is about, under the path of the error. */
  readonly child?: string;
  readonly at: 'key' | 'value';
}

export function complaintAbout(error: ErrorObject, path: ConfigPath): Complaint {
  const schema = error.parentSchema as Schema;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(error.params.additionalProperty, schema, path);
    case 'required':
      return missingKey(error.params.missingProperty, path);
    case 'propertyNames':
      return badName(error.params.propertyName, 'key', { child: error.params.propertyName });
    case 'pattern':
      return limitText(schema) === undefined
        ? badName(error.data as string, 'value')
        : wrong('bad-limit', error.data, schema, path);
    case 'maxLength':
      return badName(error.data as string, 'value');
    case 'enum':
      return unknownChoice(error.data, schema, path);
    case 'minProperties':
    case 'maxProperties':
      return wrongCount(error.data as object, schema, path);
    case 'minItems':
    case 'maxItems':
    case 'minLength':
      return wrong('wrong-length', error.data, schema, path);
    case 'type':
    case 'anyOf':
      return wrongType(error, schema, path);
    default:
      return wrong('out-of-range', error.data, schema, path);
  }
}

function unknownKey(key: string, schema: Schema, path: ConfigPath): Complaint {
  const known = Object.keys(schema.properties ?? {});
  const isChoice = schema.maxProperties === 1;
  return {
    code: isChoice ? 'unknown-choice' : 'unknown-key',
    message: isChoice
      ? `${quote(key)} is not a choice of ${label(path)}`
      : `${quote(key)} is not a key of ${label(path)}`,
    expected: anyOfWords(known),
    ...withHint(didYouMean(key, known) ?? ownData(path)),
    child: key,
    at: 'key',
  };
}

function missingKey(key: string, path: ConfigPath): Complaint {
  const message = `${label(path)} has no ${quote(key)}`;
  return { code: 'missing-key', message, expected: `the key ${quote(key)}`, child: key, at: 'key' };
}

function badName(name: string, at: 'key' | 'value', rest: { child?: string } = {}): Complaint {
  const message = `${quote(name)} cannot be a name`;
  return { code: 'bad-name', message, expected: NAME_RULE, at, ...rest };
}

function unknownChoice(value: unknown, schema: Schema, path: ConfigPath): Complaint {
  const bare = (schema.enum ?? []).map(String);
  const parametric = PARAMETRIC.find(({ beside }) => bare.includes(beside))?.choices ?? {};
  const name = String(value);
  if (Object.hasOwn(parametric, name)) {
    const message = `${quote(name)} needs its parameters`;
    return { code: 'missing-parameters', message, expected: parametric[name], at: 'value' };
  }
  const known = [...bare, ...Object.keys(parametric)];
  const hint = typeof value === 'string' ? (didYouMean(name, known) ?? ownData(path)) : undefined;
  const message = `${label(path)} is ${typeof value === 'string' ? quote(value) : show(value)}`;
  return { code: 'unknown-choice', message, expected: anyOfWords(known), ...withHint(hint), at: 'value' };
}

/** A dataset that nobody has heard of is most likely the user's own. */
function ownData(path: ConfigPath): string | undefined {
  if (path.join('.') !== 'dataset.use') return undefined;
  return 'bring your own as files: { csv: { file: data.csv, label: species } }, or idx or numpy (docs/datasets.md)';
}

/** Choices that cannot be a bare name, with what to write instead, by one that can stand in the same place. */
const PARAMETRIC: readonly { readonly beside: string; readonly choices: Readonly<Record<string, string>> }[] = [
  {
    beside: 'flatten',
    choices: {
      conv2d: 'conv2d: { filters: 16, kernelSize: 3 }',
      depthwiseConv2d: 'depthwiseConv2d: { kernelSize: 3 }',
      dense: 'dense: { units: 10 }',
      dropout: 'dropout: { rate: 0.5 }',
      add: 'add: { with: conv1 }',
      activation: 'activation: { activation: relu }',
    },
  },
  {
    beside: 'mnist',
    choices: {
      idx: '{ idx: { folder: ../data/kmnist } }',
      numpy: '{ numpy: { samples: ../data/digits.npz/images, labels: ../data/digits.npz/labels } }',
      csv: '{ csv: { file: data/iris.csv, label: species } }',
    },
  },
];

function wrongCount(value: object, schema: Schema, path: ConfigPath): Complaint {
  const keys = Object.keys(value);
  if (schema.maxProperties !== 1) {
    return { code: 'wrong-length', message: `${label(path)} is empty`, expected: 'at least one entry', at: 'key' };
  }
  const choices = anyOfWords(Object.keys(schema.properties ?? {}));
  const message = keys.length === 0 ? `${label(path)} is empty` : `${label(path)} has ${keys.length} choices`;
  return { code: 'one-choice', message, expected: `one of ${choices}`, at: keys.length === 0 ? 'value' : 'key' };
}

function wrongType({ data }: ErrorObject, schema: Schema, path: ConfigPath): Complaint {
  const boolean = schema.type === 'boolean' && typeof data === 'string' && /^(yes|no|on|off|y|n)$/i.test(data);
  const parts = [schema, ...(schema.anyOf ?? [])];
  const number = parts.some(isNumber) ? numberIn(data) : textIn(data, parts);
  const hint = boolean ? 'YAML 1.2 has only true and false' : number;
  return { ...wrong('wrong-type', data, schema, path), ...withHint(hint) };
}

function isNumber(part: Schema): boolean {
  return /integer|number/.test(typeOf(part) ?? '');
}

/** How to write a text that YAML reads as something else, where any text may stand and not some words only. */
function textIn(data: unknown, parts: readonly Schema[]): string | undefined {
  const isPlain = typeof data === 'number' || typeof data === 'boolean';
  const isAnyText = parts.some((part) => typeOf(part) === 'string' && part.enum === undefined);
  return isPlain && isAnyText ? `in quotes it is a text: ${JSON.stringify(String(data))}` : undefined;
}

/** How to write a text that was meant to be a number. */
function numberIn(data: unknown): string | undefined {
  if (typeof data !== 'string' || data.trim() === '') return undefined;
  if (Number.isFinite(Number(data))) return 'remove the quotes: a text is not a number';
  const plain = data.replace(/(?<=\d)[_\s](?=\d)/g, '').replace(/^(-?\d+),(\d+)$/, '$1.$2');
  return plain !== data && Number.isFinite(Number(plain)) ? `write ${plain}` : undefined;
}

function wrong(code: DiagnosticCode, data: unknown, schema: Schema, path: ConfigPath): Complaint {
  return { code, message: `${label(path)} is ${show(data)}`, expected: describe(schema), at: 'value' };
}

function withHint(hint: string | undefined): { hint?: string } {
  return hint === undefined ? {} : { hint };
}

/** The last name of a path, with the indexes after it; the same wherever an alias repeats it. */
function label(path: ConfigPath): string {
  const last = path.findLastIndex((part) => !/^\d+$/.test(String(part)));
  if (last < 0) return 'the experiment';
  return quote(
    `${path[last]}${path
      .slice(last + 1)
      .map((index) => `[${index}]`)
      .join('')}`,
  );
}

/** What a part of the schema accepts. */
function describe(schema: Schema): string {
  if (schema.anyOf !== undefined) return anyOfWords(schema.anyOf.map(describe));
  if (schema.enum !== undefined) return anyOfWords(schema.enum.map(String));
  switch (typeOf(schema)) {
    case 'integer':
      return `a whole number${range(schema)}`;
    case 'number':
      return `a number${range(schema)}`;
    case 'string':
      return limitText(schema) ?? 'a text';
    case 'boolean':
      return 'true or false';
    case 'array':
      return schema.minItems === 2 ? 'a list of two' : 'a list of at least one';
    default:
      return schema.maxProperties === 1
        ? `one of ${anyOfWords(Object.keys(schema.properties ?? {}))} with parameters`
        : 'a mapping';
  }
}

/** What a text of the `run` section may be; undefined for other texts. */
function limitText({ title }: Schema): string | undefined {
  if (title === 'Time limit') return `${ACCEPTS.duration}, such as 2h, or none`;
  return title === 'Memory limit' ? `${ACCEPTS.size}, such as 2GB, or none` : undefined;
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  const low = minimum ?? exclusiveMinimum;
  const lower = low === undefined ? '' : exclusiveMinimum === undefined ? `at least ${low}` : `above ${low}`;
  const high = maximum ?? exclusiveMaximum;
  const upper = high === undefined ? '' : exclusiveMaximum === undefined ? `at most ${high}` : `below ${high}`;
  const bounds = [lower, upper].filter((bound) => bound !== '').join(' and ');
  return bounds === '' ? '' : `, ${bounds}`;
}
