import type { Problem } from './diagnostics.js';
import { parse } from './parse.js';
import type { Source } from './source.js';
import type { Entry, MappingTree, Tree } from './tree.js';
import { quote } from './words.js';

export interface Assigned {
  readonly tree: Tree;
  readonly problems: readonly Problem[];
}

/** Applies the --set arguments in order. Only the named place changes, also when an alias stands above it. */
export function applySets(tree: Tree, sets: readonly string[]): Assigned {
  let result = tree;
  const problems: Problem[] = [];
  for (const text of sets) {
    const assigned = applySet(result, { file: '--set', text, set: true });
    result = assigned.tree;
    problems.push(...assigned.problems);
  }
  return { tree: result, problems };
}

interface Part {
  readonly name: string | number;
  readonly start: number;
  readonly end: number;
}

function applySet(tree: Tree, source: Source): Assigned {
  const equals = source.text.indexOf('=');
  if (equals < 1) return { tree, problems: [problem(source, 0, source.text.length, 'no value is given', EXAMPLE)] };
  const path = readPath(source.text.slice(0, equals));
  if (!Array.isArray(path)) {
    return { tree, problems: [problem(source, path.at, equals, 'this is not a path', EXAMPLE)] };
  }
  if (path[0]?.name === 'extends') return { tree, problems: [unsettable(source, path[0])] };
  const { tree: value = emptyValue(source, equals), problems } = parse(source, equals + 1);
  if (problems.length > 0) return { tree, problems };
  const assigned = assign(tree, path, value, source);
  return 'kind' in assigned ? { tree: assigned, problems: [] } : { tree, problems: [assigned] };
}

const EXAMPLE = 'path=value, such as train.epochs=10 or capture.epochs[0]=1';

/** `models.NN0.init`, `capture.epochs[0]`, and `models["a.b"].init` for names with dots in them. */
function readPath(text: string): Part[] | { at: number } {
  const parts: Part[] = [];
  let at = 0;
  while (at < text.length) {
    const pattern = /(?<dot>\.?)(?<name>[^.[\]"=\s]+)|\[(?:(?<index>\d{1,9})|"(?<quoted>[^"]*)")\]/y;
    pattern.lastIndex = at;
    const groups = pattern.exec(text)?.groups;
    const isStart = parts.length === 0;
    if (groups === undefined || (groups.name !== undefined && isStart === (groups.dot === '.'))) return { at };
    const name = groups.name ?? groups.quoted ?? Number(groups.index);
    parts.push({ name, start: at + (groups.dot?.length ?? 0), end: pattern.lastIndex });
    at = pattern.lastIndex;
  }
  return parts;
}

function assign(tree: Tree, path: readonly Part[], value: Tree, source: Source): Tree | Problem {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  return typeof part.name === 'number'
    ? assignItem(tree, part, part.name, rest, value, source)
    : assignEntry(tree, part, part.name, rest, value, source);
}

function assignEntry(
  tree: Tree,
  part: Part,
  name: string,
  rest: readonly Part[],
  value: Tree,
  source: Source,
): Tree | Problem {
  if (name === '__proto__') return problem(source, part.start, part.end, '`__proto__` cannot be a key');
  const mapping = asMapping(tree, name, part, source);
  if (mapping === undefined) {
    return problem(
      source,
      part.start,
      part.end,
      `there is no ${quote(name)} in ${describe(tree)}`,
      'a key of a mapping',
    );
  }
  const key = { source, start: part.start, end: part.end };
  const old = mapping.entries.get(name);
  const child = assign(old?.value ?? emptyMapping(part, source), rest, value, source);
  if (!('kind' in child)) return child;
  const entry: Entry = { key: old?.key ?? key, value: child };
  return { ...mapping, entries: new Map(mapping.entries).set(name, entry) };
}

function assignItem(
  tree: Tree,
  part: Part,
  index: number,
  rest: readonly Part[],
  value: Tree,
  source: Source,
): Tree | Problem {
  if (tree.kind !== 'list') {
    return problem(source, part.start, part.end, `there is no item ${index} in ${describe(tree)}`, 'an item of a list');
  }
  if (index > tree.items.length) {
    const message = `there is no item ${index} in a list of ${tree.items.length}`;
    return problem(source, part.start, part.end, message, `an index from 0 to ${tree.items.length}`);
  }
  const child = assign(tree.items[index] ?? emptyMapping(part, source), rest, value, source);
  if (!('kind' in child)) return child;
  const items = [...tree.items];
  items[index] = child;
  return { ...tree, items };
}

/** An empty value can become a mapping, and so can the name of a choice: `sgd` is short for `{ sgd: {} }`. */
function asMapping(tree: Tree, name: string, part: Part, source: Source): MappingTree | undefined {
  if (tree.kind === 'mapping') return tree;
  if (tree.kind === 'list') return undefined;
  if (tree.value === null) return emptyMapping(part, source);
  return tree.value === name ? { kind: 'mapping', entries: new Map(), span: tree.span } : undefined;
}

/** Files are read before anything is set. */
function unsettable(source: Source, { start, end }: Part): Problem {
  return problem(source, start, end, '`extends` cannot be set', 'a field of the experiment that the files make together');
}

function emptyMapping({ start, end }: Part, source: Source): MappingTree {
  return { kind: 'mapping', entries: new Map(), span: { source, start, end } };
}

function emptyValue(source: Source, equals: number): Tree {
  return { kind: 'scalar', value: null, span: { source, start: equals, end: equals + 1 } };
}

function describe(tree: Tree): string {
  if (tree.kind === 'list') return 'a list';
  return tree.kind === 'mapping' ? 'a mapping' : quote(String(tree.value));
}

function problem(source: Source, start: number, end: number, message: string, expected?: string): Problem {
  return { code: 'bad-set', message, ...(expected === undefined ? {} : { expected }), span: { source, start, end } };
}
