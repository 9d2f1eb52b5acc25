import { assign, readPath } from './assign.js';
import type { Problem } from './diagnostics.js';
import { parse } from './parse.js';
import type { Source } from './source.js';
import { type Entry, placeOf, type Tree } from './tree.js';

interface Assigned {
  readonly tree: Tree;
  readonly problems: readonly Problem[];
}

/** The --set arguments that are for models which a matrix makes, and so for the time when it has made them. */
export function laterSets(tree: Tree, sets: readonly string[]): readonly string[] {
  const { node, found } = placeOf(tree, ['models']);
  const models = found && node.kind === 'mapping' ? node.entries : new Map<string, Entry>();
  const templates = [...models].filter(([, { value }]) => value.kind === 'mapping' && value.entries.has('matrix'));
  return sets.filter((text) => {
    const path = readPath(text.slice(0, Math.max(0, text.indexOf('='))));
    const [section, model] = Array.isArray(path) ? path.map(({ name }) => String(name)) : [];
    if (section !== 'models' || model === undefined || models.has(model)) return false;
    return templates.some(([name]) => model.startsWith(`${name}-`));
  });
}

/** Applies --set arguments in order. */
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

function applySet(tree: Tree, source: Source): Assigned {
  const equals = source.text.indexOf('=');
  if (equals < 1) return { tree, problems: [problem(source, 0, source.text.length, 'no value is given', EXAMPLE)] };
  const path = readPath(source.text.slice(0, equals));
  if (!Array.isArray(path)) {
    return { tree, problems: [problem(source, path.at, equals, 'this is not a path', EXAMPLE)] };
  }
  const [first] = path;
  // Files are read before anything is set.
  if (first?.name === 'extends')
    return { tree, problems: [problem(source, first.start, first.end, '`extends` cannot be set', 'another field')] };
  const { tree: value = emptyValue(source, equals), problems } = parse(source, equals + 1);
  if (problems.length > 0) return { tree, problems };
  const assigned = assign(tree, path, value, source);
  return 'kind' in assigned ? { tree: assigned, problems: [] } : { tree, problems: [assigned] };
}

const EXAMPLE = 'path=value, such as train.epochs=10 or capture.epochs[0]=1';

function emptyValue(source: Source, equals: number): Tree {
  return { kind: 'scalar', value: null, span: { source, start: equals, end: equals + 1 } };
}

function problem(source: Source, start: number, end: number, message: string, expected: string): Problem {
  return { code: 'bad-set', message, expected, span: { source, start, end } };
}
