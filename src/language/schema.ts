import { Ajv, type ErrorObject } from 'ajv';
import type { ConfigPath } from './config.js';
import type { Problem } from './diagnostics.js';
import { complaintAbout } from './schema-complaints.js';
import { schemaFile } from './schema-file.js';
import type { Schema } from './schema-type.js';
import { keySpan, placeOf, plainOf, type Tree, valueSpan } from './tree.js';

export interface SchemaProblem extends Problem {
  readonly path: ConfigPath;
}

/** A place in an experiment, and the definition of the schema that it is held to. */
interface Part {
  readonly path: ConfigPath;
  readonly definition: string;
}

/** Everything about an experiment, or a part of it, that the schema does not allow, with each mistake reported once. */
export function schemaProblems(tree: Tree, part?: Part): SchemaProblem[] {
  const validate = validatorOf(part && `#/definitions/${part.definition}`);
  const path = part?.path ?? [];
  if (validate(plainOf(placeOf(tree, path).node))) return [];
  return withoutNoise(validate.errors ?? []).map((error) => problemOf(error, tree, path));
}

let ajv: Ajv | undefined;

/** Compiling takes most of the time of a read, so it makes no more than is needed. */
const QUICK = { meta: false, validateSchema: false, messages: false, inlineRefs: false, code: { optimize: false } };

/** Compiled when it is first asked for. */
function validatorOf(part = ''): ReturnType<Ajv['compile']> {
  // A test checks the schema itself, so that no run has to.
  ajv ??= new Ajv({ ...QUICK, allErrors: true, verbose: true, strict: false }).addSchema(schemaFile(), 'experiment');
  const validate = ajv.getSchema(`experiment${part}`);
  if (validate === undefined) throw new Error(`internal error: the schema has no ${part}`);
  return validate as ReturnType<Ajv['compile']>;
}

/** Of the branches of an `anyOf`, only the one for the written type has something to say; if there is none, the anyOf has. */
function withoutNoise(errors: readonly ErrorObject[]): ErrorObject[] {
  const silent = new Set<ErrorObject>();
  for (const error of errors) {
    if (error.keyword !== 'anyOf') continue;
    const branches = (error.parentSchema as Schema).anyOf ?? [];
    const meant = branches.find(({ type }) => isOfType(error.data, type));
    if (meant !== undefined) silent.add(error);
    for (const other of errors) {
      const here = other.instancePath === error.instancePath && other !== error;
      if (here && other.parentSchema !== meant && branches.includes(other.parentSchema as Schema)) silent.add(other);
    }
  }
  return errors.filter((error) => !silent.has(error) && !isEcho(error, errors));
}

/** Whether another error already says what this one says. */
function isEcho(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  // The branch of an `if` says itself what is wrong.
  if (error.keyword === 'if') return true;
  const here = errors.filter(({ instancePath }) => instancePath === error.instancePath);
  // What is wrong with the name of a property comes with the path of the object.
  if (here.some(({ keyword }) => keyword === 'propertyNames') && typeof error.data === 'string') return true;
  if (error.keyword === 'maxProperties') return here.some(({ keyword }) => keyword === 'additionalProperties');
  if (error.keyword === 'enum') {
    return here.some(({ keyword, parentSchema }) => keyword === 'type' && parentSchema === error.parentSchema);
  }
  return false;
}

function isOfType(value: unknown, type: string | undefined): boolean {
  if (type === 'integer') return typeof value === 'number';
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function problemOf(error: ErrorObject, tree: Tree, root: ConfigPath): SchemaProblem {
  const parent = [...root, ...pathOf(error.instancePath)];
  const { at, child, ...complaint } = complaintAbout(error, parent);
  const path = child === undefined ? parent : [...parent, child];
  return { ...complaint, path, span: at === 'key' ? keySpan(tree, path) : valueSpan(tree, path) };
}

function pathOf(pointer: string): string[] {
  const parts = pointer.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
