import type { Problem } from './diagnostics.js';
import type { Source } from './source.js';
import type { Entry, MappingTree, Tree } from './tree.js';
import { quote } from './words.js';

/** A part of the path of a field, and where it is written in a source. */
export interface PathPart {
  readonly name: string | number;
  readonly start: number;
  readonly end: number;
}

/**
 * `models.NN0.init`, `capture.epochs[0]`, and `models["a.b"].init` for names with dots in them. `offset` is where the text is
 * in its source; gives where it is no path.
 */
export function readPath(text: string, offset = 0): PathPart[] | { readonly at: number } {
  const parts: PathPart[] = [];
  let at = 0;
  while (at < text.length) {
    const pattern = /(?<dot>\.?)(?<name>[^.[\]"=\s]+)|\[(?:(?<index>\d{1,9})|"(?<quoted>[^"]*)")\]/y;
    pattern.lastIndex = at;
    const groups = pattern.exec(text)?.groups;
    const isStart = parts.length === 0;
    if (groups === undefined || (groups.name !== undefined && isStart === (groups.dot === '.')))
      return { at: at + offset };
    const name = groups.name ?? groups.quoted ?? Number(groups.index);
    parts.push({ name, start: offset + at + (groups.dot?.length ?? 0), end: offset + pattern.lastIndex });
    at = pattern.lastIndex;
  }
  return parts;
}

/** Puts a value at a path that is written in a source. Only that place changes, also when an alias stands above it. */
export function assign(tree: Tree, path: readonly PathPart[], value: Tree, source: Source): Tree | Problem {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  return typeof part.name === 'number'
    ? assignItem(tree, part, part.name, rest, value, source)
    : assignEntry(tree, part, part.name, rest, value, source);
}

function assignEntry(
  tree: Tree,
  part: PathPart,
  name: string,
  rest: readonly PathPart[],
  value: Tree,
  source: Source,
): Tree | Problem {
  if (name === '__proto__') return problem(source, part, '`__proto__` cannot be a key');
  const mapping = asMapping(tree, name, part, source);
  if (mapping === undefined)
    return problem(source, part, `there is no ${quote(name)} in ${describe(tree)}`, 'a key of a mapping');
  const key = { source, start: part.start, end: part.end };
  const old = mapping.entries.get(name);
  const child = assign(old?.value ?? emptyMapping(part, source), rest, value, source);
  if (!('kind' in child)) return child;
  const entry: Entry = { key: old?.key ?? key, value: child };
  return { ...mapping, entries: new Map(mapping.entries).set(name, entry) };
}

function assignItem(
  tree: Tree,
  part: PathPart,
  index: number,
  rest: readonly PathPart[],
  value: Tree,
  source: Source,
): Tree | Problem {
  if (tree.kind !== 'list')
    return problem(source, part, `there is no item ${index} in ${describe(tree)}`, 'an item of a list');
  if (index > tree.items.length) {
    const message = `there is no item ${index} in a list of ${tree.items.length}`;
    return problem(source, part, message, `an index from 0 to ${tree.items.length}`);
  }
  const child = assign(tree.items[index] ?? emptyMapping(part, source), rest, value, source);
  if (!('kind' in child)) return child;
  const items = [...tree.items];
  items[index] = child;
  return { ...tree, items };
}

/** An empty value can become a mapping, and so can the name of a choice: `sgd` is short for `{ sgd: {} }`. */
function asMapping(tree: Tree, name: string, part: PathPart, source: Source): MappingTree | undefined {
  if (tree.kind === 'mapping') return tree;
  if (tree.kind === 'list') return undefined;
  if (tree.value === null) return emptyMapping(part, source);
  return tree.value === name ? { kind: 'mapping', entries: new Map(), span: tree.span } : undefined;
}

function emptyMapping({ start, end }: PathPart, source: Source): MappingTree {
  return { kind: 'mapping', entries: new Map(), span: { source, start, end } };
}

function describe(tree: Tree): string {
  if (tree.kind === 'list') return 'a list';
  return tree.kind === 'mapping' ? 'a mapping' : quote(String(tree.value));
}

function problem(source: Source, { start, end }: PathPart, message: string, expected?: string): Problem {
  return { code: 'bad-axis', message, ...(expected === undefined ? {} : { expected }), span: { source, start, end } };
}
