import { defaultName } from './decide.js';
import type { Problem } from './diagnostics.js';
import { type Cases, type CaseValues, casesAt } from './matrix.js';
import type { Span } from './source.js';
import { type Entry, keySpan, type MappingTree, placeOf, type Tree } from './tree.js';
import { quote } from './words.js';

/** One of the experiments that a file declares; its case is undefined where there is no other. */
export interface ExperimentTree {
  readonly case: string | undefined;
  /** Empty where there is no other. */
  readonly values: CaseValues;
  readonly tree: Tree;
}

export interface Expanded {
  readonly experiments: readonly ExperimentTree[];
  readonly problems: readonly Problem[];
  /** Whether a matrix could not be written out, so that values of its axes are missing. */
  readonly isPart: boolean;
}

/** Writes out what `matrix` stands for: several experiments where it is at the top, several models where it is in a model. */
export function expandMatrices(root: Tree, file: string): Expanded {
  const found = casesAt(root, []);
  const written = found === undefined ? [{ case: undefined, values: {}, tree: root }] : experimentsOf(found, file);
  const experiments: ExperimentTree[] = [];
  const problems = [...(found?.problems ?? [])];
  let isPart = found?.cases.length === 0;
  const size = new Size();
  for (const one of written) {
    const { tree, ...models } = expandModels(one.tree);
    if (tree !== root && size.isTooLargeWith(tree)) {
      const span = found?.key ?? keySpan(root, ['models']);
      return { experiments: [], problems: [tooLarge(span)], isPart: true };
    }
    experiments.push({ ...one, tree });
    problems.push(...models.problems);
    isPart ||= models.isPart;
  }
  return { experiments, problems, isPart };
}

function experimentsOf({ cases, template, key }: Cases, file: string): readonly ExperimentTree[] {
  if (cases.length === 0) return [{ case: undefined, values: {}, tree: template }];
  return cases.map(({ name, values, tree }) => ({ case: name, values, tree: withCase(tree, name, file, key) }));
}

/** Reading so many takes less than a second. */
const MOST_VALUES = 40_000;

/** Counts the values of trees, what they share as often as they have it. */
class Size {
  #left = MOST_VALUES;

  isTooLargeWith(tree: Tree): boolean {
    this.#left--;
    if (this.#left < 0) return true;
    if (tree.kind === 'scalar') return false;
    const inner = tree.kind === 'list' ? tree.items : [...tree.entries.values()].map(({ value }) => value);
    return inner.some((value) => this.isTooLargeWith(value));
  }
}

function tooLarge(span: Span): Problem {
  const message = `the matrix makes more than ${MOST_VALUES} values`;
  return { code: 'bad-matrix', message, expected: 'fewer combinations', span };
}

/** The results of each case are in a folder of its own. */
function withCase(tree: MappingTree, name: string, file: string, span: Span): MappingTree {
  const entry = tree.entries.get('name');
  const written = entry?.value;
  if (written !== undefined && (written.kind !== 'scalar' || typeof written.value !== 'string')) return tree;
  const value = `${written?.value ?? defaultName(file)}-${name}`;
  const named: Entry = { key: entry?.key ?? span, value: { kind: 'scalar', span, ...written, value } };
  return { ...tree, entries: new Map(tree.entries).set('name', named) };
}

function expandModels(root: Tree): Omit<Expanded, 'experiments'> & { readonly tree: Tree } {
  const { node, found } = placeOf(root, ['models']);
  const hasMatrix = ({ value }: Entry) => value.kind === 'mapping' && value.entries.has('matrix');
  if (root.kind !== 'mapping' || node.kind !== 'mapping' || !found || ![...node.entries.values()].some(hasMatrix))
    return { tree: root, problems: [], isPart: false };
  const problems: Problem[] = [];
  const entries = new Map<string, Entry>();
  let isPart = false;
  for (const [name, entry] of node.entries) {
    const matrix = casesAt(root, ['models', name]);
    problems.push(...(matrix?.problems ?? []));
    isPart ||= matrix?.cases.length === 0;
    for (const [model, value] of modelsOf(name, entry.value, matrix)) {
      if (entries.has(model)) problems.push(twin(model, entry.key));
      entries.set(model, { key: entry.key, value });
    }
  }
  const models: Entry = { ...(root.entries.get('models') as Entry), value: { ...node, entries } };
  return { tree: { ...root, entries: new Map(root.entries).set('models', models) }, problems, isPart };
}

function modelsOf(name: string, written: Tree, matrix: Cases | undefined): [name: string, value: Tree][] {
  if (matrix === undefined) return [[name, written]];
  if (matrix.cases.length === 0) return [[name, matrix.template]];
  return matrix.cases.map((one) => [`${name}-${one.name}`, one.tree]);
}

function twin(model: string, span: Span): Problem {
  const message = `two models are named ${quote(model)}`;
  return { code: 'duplicate-case', message, expected: 'names of their own', span };
}
