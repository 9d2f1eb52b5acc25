import { readFileSync } from 'node:fs';

/** A field of the experiment language, named by the definition or section that has it, such as `kmeans.k`. */
export interface SchemaField {
  readonly name: string;
  readonly schema: SchemaNode;
}

export interface SchemaNode {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
}

const FILE = new URL('../../schemas/experiment.schema.json', import.meta.url);

/** Every property that the schema has anywhere, once. */
export function schemaFields(): SchemaField[] {
  const { definitions = {}, ...root } = JSON.parse(readFileSync(FILE, 'utf8')) as SchemaNode & {
    readonly definitions?: Readonly<Record<string, SchemaNode>>;
  };
  const roots: [string, SchemaNode][] = [['', root], ...Object.entries(definitions)];
  const fields = roots.flatMap(([name, node]) => fieldsOf(name, node));
  return [...new Map(fields.map((field) => [field.name, field])).values()];
}

function fieldsOf(name: string, node: SchemaNode): SchemaField[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([property, schema]) => {
    const field = name === '' ? property : `${name}.${property}`;
    return [{ name: field, schema }, ...fieldsOf(field, schema)];
  });
  const parts = [
    node.items,
    node.additionalProperties,
    ...(node.anyOf ?? []),
    ...(node.oneOf ?? []),
    ...(node.allOf ?? []),
  ];
  return [...own, ...parts.flatMap((part) => (typeof part === 'object' ? fieldsOf(name, part) : []))];
}
