import { Ajv, type ErrorObject } from 'ajv';
import type { ConfigPath } from './config.js';
import type { Problem } from './diagnostics.js';
import { complaintAbout } from './schema-complaints.js';
import { schemaFile } from './schema-file.js';
import { type Schema, typeOf } from './schema-type.js';
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
  const places = new Map<string, ErrorObject[]>();
  for (const error of errors) {
    const here = places.get(error.instancePath);
    if (here === undefined) places.set(error.instancePath, [error]);
    else here.push(error);
  }
  return [...places.values()].flatMap((here) => {
    const silent = new Set(here.filter(({ keyword }) => keyword === 'anyOf').flatMap((error) => silentBy(error, here)));
    const isEcho = echoesIn(here);
    return here.filter((error) => !silent.has(error) && !isEcho(error));
  });
}

function silentBy(error: ErrorObject, here: readonly ErrorObject[]): ErrorObject[] {
  const branches = (error.parentSchema as Schema).anyOf ?? [];
  const meant = branches.find((branch) => isOfType(error.data, typeOf(branch)));
  const isBeside = ({ parentSchema }: ErrorObject) =>
    parentSchema !== meant && branches.includes(parentSchema as Schema);
  const others = here.filter((other) => other !== error && isBeside(other));
  return meant === undefined ? others : [error, ...others];
}

/** Tells whether another of the errors in one place already says what an error says. */
function echoesIn(here: readonly ErrorObject[]): (error: ErrorObject) => boolean {
  const keywords = new Set(here.map(({ keyword }) => keyword));
  const typed = new Set(here.filter(({ keyword }) => keyword === 'type').map(({ parentSchema }) => parentSchema));
  return ({ keyword, parentSchema, data }) => {
    // The branch of an `if` says itself what is wrong.
    if (keyword === 'if') return true;
    // What is wrong with the name of a property comes with the path of the object.
    if (keywords.has('propertyNames') && typeof data === 'string') return true;
    if (keyword === 'maxProperties') return keywords.has('additionalProperties');
    return keyword === 'enum' && typed.has(parentSchema);
  };
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
