import { isDeepStrictEqual } from 'node:util';
import { assign, readPath } from './assign.js';
import { type Axis, type AxisValue, axesOf } from './axes.js';
import type { ConfigPath } from './config.js';
import type { Problem } from './diagnostics.js';
import { schemaProblems } from './schema.js';
import type { Span } from './source.js';
import { type Entry, isBroken, type MappingTree, placeOf, plainOf, type Tree } from './tree.js';
import { anyOfWords, didYouMean, quote, show } from './words.js';

/** One of the mappings that a mapping with a `matrix` stands for. */
interface Case {
  readonly name: string;
  readonly tree: MappingTree;
  readonly values: CaseValues;
}

/** What a case has of each field that its matrix varies: the value, or its name where it is no plain one. */
export type CaseValues = Readonly<Record<string, string | number>>;

export interface Cases {
  /** Of the matrix. */
  readonly key: Span;
  /** The mapping without its matrix. */
  readonly template: MappingTree;
  /** None where anything is wrong with the matrix. */
  readonly cases: readonly Case[];
  readonly problems: readonly Problem[];
}

const MOST_CASES = 1000;

/**
 * The cases of the mapping at a path that has a `matrix`: every combination of the values of its axes but those that are
 * excluded, and those that are included by name. Undefined where there is no matrix.
 */
export function casesAt(root: Tree, path: ConfigPath): Cases | undefined {
  const { node } = placeOf(root, path);
  const matrix = node.kind === 'mapping' ? node.entries.get('matrix') : undefined;
  if (node.kind !== 'mapping' || matrix === undefined) return undefined;
  const template = withoutMatrix(node);
  // What is broken has been complained about.
  if (isBroken(matrix.value)) return { key: matrix.key, template, cases: [], problems: [] };
  const problems = schemaProblems(root, { path: [...path, 'matrix'], definition: 'matrix' });
  if (problems.length > 0) return { key: matrix.key, template, cases: [], problems };
  return new Expansion(template, matrix).expand();
}

function withoutMatrix(tree: MappingTree): MappingTree {
  const entries = new Map(tree.entries);
  entries.delete('matrix');
  return { ...tree, entries };
}

/** A value for each axis. */
type Combination = readonly AxisValue[];

class Expansion {
  readonly #problems: Problem[] = [];
  readonly #template: MappingTree;
  readonly #key: Entry['key'];
  readonly #entries: ReadonlyMap<string, Entry>;

  constructor(template: MappingTree, { key, value }: Entry) {
    this.#template = template;
    this.#key = key;
    this.#entries = value.kind === 'mapping' ? value.entries : new Map();
  }

  expand(): Cases {
    const { axes, problems } = axesOf(this.#entries);
    this.#problems.push(...problems);
    const count = axes.reduce((product, { values }) => product * values.length, 1);
    if (count > MOST_CASES) this.#complain(`the matrix has ${count} combinations`, `at most ${MOST_CASES}`);
    const cases = problems.length === 0 && count <= MOST_CASES ? [...this.#combined(axes), ...this.#included()] : [];
    if (cases.length === 0 && this.#problems.length === 0)
      this.#complain('the matrix has no combination left', 'fewer to be excluded');
    this.#complainOfTwins(cases);
    const isWrong = this.#problems.length > 0;
    return { key: this.#key, template: this.#template, cases: isWrong ? [] : cases, problems: this.#problems };
  }

  #combined(axes: readonly Axis[]): Case[] {
    if (axes.length === 0) return [];
    const combinations = axes.reduce<Combination[]>(
      (before, { values }) => before.flatMap((combination) => values.map((value) => [...combination, value])),
      [[]],
    );
    return this.#withoutExcluded(axes, combinations).map((combination) =>
      this.#caseOf(
        combination.map(({ name }) => name).join('-'),
        combination.map(({ name, tree }, index) => ({
          key: axes[index].entry.key,
          text: axes[index].text,
          value: tree,
          name,
        })),
      ),
    );
  }

  #withoutExcluded(axes: readonly Axis[], combinations: readonly Combination[]): readonly Combination[] {
    const list = this.#entries.get('exclude')?.value;
    const excluded = list?.kind === 'list' ? list.items : [];
    return excluded.reduce((left, item) => {
      const matches = this.#matcher(axes, item);
      // Each item is held to all combinations, so that two may exclude the same one.
      if (matches !== undefined && !combinations.some(matches)) this.#complainOfExclude(item);
      return left.filter((combination) => !matches?.(combination));
    }, combinations);
  }

  #matcher(axes: readonly Axis[], item: Tree): ((combination: Combination) => boolean) | undefined {
    const entries = item.kind === 'mapping' ? [...item.entries] : [];
    const wanted = entries.map(([text, entry]) => ({
      index: axes.findIndex((axis) => axis.text === text),
      text,
      entry,
    }));
    for (const { index, text, entry } of wanted) if (index < 0) this.#complainOfAxis(axes, text, entry);
    if (wanted.some(({ index }) => index < 0)) return undefined;
    return (combination) => wanted.every(({ index, entry }) => isMeant(combination[index], entry.value));
  }

  #included(): Case[] {
    const included = this.#entries.get('include')?.value;
    const cases = included?.kind === 'mapping' ? [...included.entries] : [];
    return cases.map(([name, { value }]) => {
      const fields = value.kind === 'mapping' ? [...value.entries] : [];
      return this.#caseOf(
        name,
        fields.map(([text, { key, value: field }]) => ({ key, text, value: field, name })),
      );
    });
  }

  #caseOf(name: string, values: readonly FieldValue[]): Case {
    let tree: Tree = this.#template;
    for (const { key, text, value } of values) {
      const assigned: Tree | Problem = this.#refusalOfSet(text) ?? assignAt(tree, key, text, value);
      if ('kind' in assigned) tree = assigned;
      else this.#problems.push(assigned);
    }
    return { name, tree: tree as MappingTree, values: valuesOf(values) };
  }

  /** The matrix would win over what --set gave. */
  #refusalOfSet(text: string): Problem | undefined {
    const path = readPath(text);
    if (!Array.isArray(path)) return undefined;
    const names = path.map(({ name }) => name);
    const { node, found } = placeOf(this.#template, names);
    if (!found || !node.span.source.set) return undefined;
    const message = `${quote(text)} has other values in the matrix`;
    const expected = `a field that the matrix leaves alone, or matrix["${text}"]`;
    return { code: 'bad-set', message, expected, span: node.span };
  }

  #complainOfTwins(cases: readonly Case[]): void {
    const names = cases.map(({ name }) => name);
    const twin = names.find((name, index) => names.indexOf(name) !== index);
    if (twin === undefined) return;
    const message = `two combinations are named ${quote(twin)}`;
    const expected = 'names of their own: an axis can be a mapping of names and values';
    this.#problems.push({ code: 'duplicate-case', message, expected, span: this.#key });
  }

  #complainOfExclude({ span, alias }: Tree): void {
    const message = 'this excludes no combination';
    const expected = 'values that a combination has';
    this.#problems.push({ code: 'bad-exclude', message, expected, span: alias ?? span });
  }

  #complainOfAxis(axes: readonly Axis[], text: string, { key }: Entry): void {
    const known = axes.map((axis) => axis.text);
    const hint = didYouMean(text, known);
    const message = `${quote(text)} is no axis of the matrix`;
    const expected = anyOfWords(known);
    this.#problems.push({ code: 'bad-exclude', message, expected, ...(hint && { hint }), span: key });
  }

  #complain(message: string, expected: string): void {
    this.#problems.push({ code: 'bad-matrix', message, expected, span: this.#key });
  }
}

/** What a case sets a field to; the name is that of the value, or of the case. */
interface FieldValue {
  readonly key: Entry['key'];
  /** The path of the field, as --set writes it. */
  readonly text: string;
  readonly value: Tree;
  readonly name: string;
}

function valuesOf(values: readonly FieldValue[]): CaseValues {
  return Object.fromEntries(
    values.map(({ text, value: tree, name }) => {
      const plain = plainOf(tree);
      if (typeof plain === 'object' && plain !== null) return [text, name];
      return [text, typeof plain === 'number' ? plain : String(plain)];
    }),
  );
}

/** By the name of the value, or by the value itself. */
function isMeant({ name, tree }: AxisValue, value: Tree): boolean {
  const [own, other] = [plainOf(tree), plainOf(value)];
  return isDeepStrictEqual(own, other) || name === other;
}

/** What is read before there are cases. */
const FIXED: readonly unknown[] = ['extends', 'matrix', 'environment'];

function assignAt(tree: Tree, key: Entry['key'], text: string, value: Tree): Tree | Problem {
  const { source, start } = key;
  const quotes = /["']/.test(source.text[start] ?? '') ? 1 : 0;
  const path = readPath(text, start + quotes);
  if (Array.isArray(path) && path.length > 0 && !FIXED.includes(path[0].name)) return assign(tree, path, value, source);
  const message = `${show(text)} is not the path of a field that can differ`;
  return {
    code: 'bad-axis',
    message,
    expected: 'a path, such as train.epochs or optimizer.adam.learningRate',
    span: key,
  };
}
