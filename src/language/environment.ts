import type { Problem } from './diagnostics.js';
import { LARGEST } from './open.js';
import { parse } from './parse.js';
import type { Span } from './source.js';
import { type Entry, type MappingTree, plainOf, type ScalarTree, type Tree, valueSpan } from './tree.js';
import { anyOfWords, didYouMean, quote, show } from './words.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Substituted {
  readonly tree: Tree;
  readonly problems: readonly Problem[];
  /** What the environment has of each declared variable. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * Puts variables in the place of `${NAME}`: those that `environment` declares, each with a default that also says whether it is
 * a text, a number, or true or false. `$${NAME}` stands for itself.
 */
export function substituteVariables(root: Tree, environment: Environment): Substituted {
  const [declared, rest] = root.kind === 'mapping' ? withoutEnvironment(root) : [undefined, root];
  const substitution = new Substitution(root, declared, environment);
  const tree = substitution.apply(rest);
  return { tree, problems: substitution.problems, variables: substitution.written };
}

const VARIABLE = /\$?\$\{([^{}]*)\}/g;

class Substitution {
  readonly problems: Problem[] = [];
  readonly written: Record<string, string | undefined> = {};
  /** Undefined where a variable is declared and has no value. */
  /** Characters of variables that have taken their places in other text. */
  #length = 0;
  readonly #variables = new Map<string, ScalarTree | undefined>();

  constructor(root: Tree, declared: Entry | undefined, environment: Environment) {
    if (declared === undefined) return;
    if (declared.value.kind === 'mapping') {
      for (const [name, entry] of declared.value.entries) this.#declare(name, entry, environment);
    } else {
      const message = `\`environment\` is ${show(plainOf(declared.value))}`;
      const span = valueSpan(root, ['environment']);
      this.problems.push({ code: 'wrong-type', message, expected: 'a mapping of names and defaults', span });
    }
  }

  apply(tree: Tree): Tree {
    if (tree.kind === 'list') return { ...tree, items: tree.items.map((item) => this.apply(item)) };
    if (tree.kind === 'scalar') return this.#substitute(tree);
    const entries = [...tree.entries].map(
      ([name, entry]) => [name, { ...entry, value: this.apply(entry.value) }] as const,
    );
    return { ...tree, entries: new Map(entries) };
  }

  #declare(name: string, { key, value }: Entry, environment: Environment): void {
    const isNamed = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
    if (!isNamed || value.kind !== 'scalar') {
      const message = isNamed ? `${quote(name)} is ${show(plainOf(value))}` : `${quote(name)} cannot name a variable`;
      const expected = isNamed ? 'a default: a text, a number, true or false' : "letters, digits and '_'";
      this.problems.push({ code: 'bad-variable', message, expected, span: key });
      this.#variables.set(name, undefined);
      return;
    }
    const written = Object.hasOwn(environment, name) ? environment[name] : undefined;
    this.written[name] = written;
    this.#variables.set(name, this.#valueOf(name, { key, value }, value, written));
  }

  #valueOf(name: string, { key }: Entry, fallback: ScalarTree, written: string | undefined): ScalarTree | undefined {
    if (written === undefined && fallback.value !== null) return fallback;
    const value = written === undefined ? undefined : valueLike(fallback.value, written);
    if (value !== undefined) return { ...fallback, value, variables: [name] };
    const isMissing = written === undefined;
    const message = `${quote(name)} is ${isMissing ? 'not set' : show(written)} in the environment`;
    const expected = isMissing
      ? 'a value, since it has no default here'
      : `${kindOf(fallback.value)}, as its default is`;
    this.problems.push({ code: 'bad-variable', message, expected, span: key });
    return undefined;
  }

  #substitute(tree: ScalarTree): ScalarTree {
    const { value: text } = tree;
    if (typeof text !== 'string' || !text.includes('${')) return tree;
    const place = tree.alias ?? tree.span;
    const names = [...text.matchAll(VARIABLE)].filter(([all]) => !all.startsWith('$$')).map(([, name]) => name);
    const values = names.map((name) => this.#variable(name, place));
    if (values.some((value) => value === undefined)) return { kind: 'scalar', value: null, span: place, broken: true };
    const [first] = values;
    if (first !== undefined && text === `\${${names[0]}}`) return { ...first, alias: place };
    const texts = values.map((one) => String(one?.value));
    this.#length += texts.reduce((sum, one) => sum + one.length, 0);
    if (this.#length > LARGEST) return this.#tooLong(place);
    const variables = [...new Set(values.flatMap((one) => one?.variables ?? []))];
    let used = 0;
    const value = text.replace(VARIABLE, (all) => (all.startsWith('$$') ? all.slice(1) : texts[used++]));
    return { ...tree, value, ...(variables.length > 0 && { variables }) };
  }

  #tooLong(span: Span): ScalarTree {
    const message = 'the texts are too long with their variables';
    this.problems.push({ code: 'too-complex', message, expected: `at most ${LARGEST} characters`, span });
    return { kind: 'scalar', value: null, span, broken: true };
  }

  #variable(name: string, span: Span): ScalarTree | undefined {
    if (this.#variables.has(name)) return this.#variables.get(name);
    const known = [...this.#variables.keys()];
    const hint = didYouMean(name, known) ?? 'declare it: `environment: { NAME: default }`';
    const message = `the variable ${quote(name)} is not declared`;
    this.problems.push({
      code: 'undeclared-variable',
      message,
      ...(known.length > 0 && { expected: anyOfWords(known) }),
      hint,
      span,
    });
    return undefined;
  }
}

function withoutEnvironment(tree: MappingTree): [declared: Entry | undefined, rest: MappingTree] {
  const entries = new Map(tree.entries);
  entries.delete('environment');
  return [tree.entries.get('environment'), { ...tree, entries }];
}

/** A text of the environment as a value of the kind that the default has; undefined where it is none. */
function valueLike(fallback: ScalarTree['value'], text: string): ScalarTree['value'] | undefined {
  if (typeof fallback === 'string') return text;
  const { tree } = parse({ file: '', text, set: true });
  const value = tree?.kind === 'scalar' && tree.broken === undefined ? tree.value : undefined;
  if (fallback === null) return value ?? text;
  return typeof value === typeof fallback ? value : undefined;
}

function kindOf(fallback: ScalarTree['value']): string {
  return typeof fallback === 'number' ? 'a number' : 'true or false';
}
