import { readFileSync } from 'node:fs';
import type { Schema } from './schema-type.js';

const FILE = new URL('../../schemas/experiment.schema.json', import.meta.url);

let read: Schema | undefined;

/** The JSON Schema of the language. */
export function schemaFile(): Schema {
  read ??= JSON.parse(readFileSync(FILE, 'utf8')) as Schema;
  return read;
}

/** What the schema says of the value of a key, if that is known. */
export function schemaUnder(part: Schema | undefined, key: string): Schema | undefined {
  const { properties = {}, additionalProperties: others } = mappingPart(part) ?? {};
  if (Object.hasOwn(properties, key)) return properties[key];
  return typeof others === 'object' ? others : undefined;
}

/** Whether a mapping there is a choice: one key with its parameters. */
export function isChoice(part: Schema | undefined): boolean {
  return mappingPart(part)?.maxProperties === 1;
}

function mappingPart(part: Schema | undefined): Schema | undefined {
  if (part?.$ref !== undefined) return mappingPart(schemaFile().definitions?.[part.$ref.replace(/^.*\//, '')]);
  if (part?.anyOf !== undefined) return part.anyOf.map(mappingPart).find((one) => one !== undefined);
  return part?.type === 'object' ? part : undefined;
}
