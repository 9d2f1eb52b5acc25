import { isChoice, schemaFile, schemaUnder } from './schema-file.js';
import type { Schema } from './schema-type.js';
import type { MappingTree, Tree } from './tree.js';

/** What one file writes over another: mappings merge by key, all else replaces, and an empty value takes back what was inherited. */
export function mergeTrees(base: MappingTree, over: MappingTree): MappingTree {
  return mergeMappings(base, over, schemaFile());
}

function mergeMappings(base: MappingTree, over: MappingTree, schema: Schema | undefined): MappingTree {
  const entries = new Map(base.entries);
  for (const [name, entry] of over.entries) {
    const inherited = entries.get(name);
    if (inherited === undefined) entries.set(name, entry);
    else if (isEmpty(entry.value)) entries.delete(name);
    else entries.set(name, { ...entry, value: merge(inherited.value, entry.value, schemaUnder(schema, name)) });
  }
  return { ...over, entries };
}

function merge(base: Tree, over: Tree, schema: Schema | undefined): Tree {
  if (base.kind !== 'mapping' || over.kind !== 'mapping') return over;
  return isChoice(schema) && keys(base) !== keys(over) ? over : mergeMappings(base, over, schema);
}

function isEmpty(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.value === null && tree.broken === undefined;
}

function keys({ entries }: MappingTree): string {
  return [...entries.keys()].join('\n');
}
