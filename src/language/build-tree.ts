import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import type { Problem } from './diagnostics.js';
import { readNumber } from './numbers.js';
import { positionOf, type Source, type Span } from './source.js';
import type { Entry, MappingTree, ScalarTree, Tree } from './tree.js';
import { quote } from './words.js';

/** What a schema has to say of so many takes less than a second. */
export const MOST_NODES = 5_000;
const DEEPEST = 64;

/** Resolves aliases and merges. What cannot be used is reported and left out or marked as broken. */
export function buildTree(
  contents: Node | null,
  source: Source,
  offset: number,
): { tree: Tree | undefined; problems: Problem[]; nodes: number } {
  if (contents === null) return { tree: undefined, problems: [], nodes: 0 };
  const builder = new TreeBuilder(source, offset);
  const tree = builder.build(contents, 0);
  return { tree: builder.tooComplex ? undefined : tree, problems: builder.problems, nodes: builder.nodes };
}

interface Anchored {
  readonly tree: Tree;
  readonly nodes: number;
}

/** One walk over a document, in its order: an alias means the latest anchor of that name above it. */
class TreeBuilder {
  readonly problems: Problem[] = [];
  tooComplex = false;
  /** So far, counting what an alias stands for each time that it is used. */
  nodes = 0;
  readonly #anchors = new Map<string, Anchored | 'open'>();
  readonly #source: Source;
  readonly #offset: number;

  constructor(source: Source, offset: number) {
    this.#source = source;
    this.#offset = offset;
  }

  build(node: unknown, depth: number): Tree {
    if (!isNode(node)) return this.#broken({ source: this.#source, start: 0, end: 1 });
    const span = this.#span(node);
    this.nodes++;
    if (depth > DEEPEST) this.#refuse(span, `the file is nested more than ${DEEPEST} levels deep`);
    if (this.nodes > MOST_NODES) this.#refuse(span, `the file has more than ${MOST_NODES} values, aliases counted`);
    if (this.tooComplex) return this.#broken(span);
    if (isAlias(node)) return this.#resolve(node.source, span);
    if (node.tag !== undefined && !CORE_TAG.test(node.tag)) return this.#refuseTag(node.tag, span);
    const anchor = node.anchor;
    if (anchor === undefined) return this.#value(node, span, depth);
    const before = this.nodes;
    this.#anchors.set(anchor, 'open');
    const tree = this.#value(node, span, depth);
    this.#anchors.set(anchor, { tree, nodes: this.nodes - before + 1 });
    return tree;
  }

  #value(node: Node, span: Span, depth: number): Tree {
    if (isMap(node)) return this.#mapping(node, span, depth);
    if (isSeq(node)) {
      return { kind: 'list', items: node.items.map((item) => this.build(item, depth + 1)), span };
    }
    return isScalar(node) ? this.#scalar(node, span) : this.#broken(span);
  }

  #scalar(node: Scalar, span: Span): Tree {
    const { value } = node;
    if (typeof value === 'number' || typeof value === 'bigint') {
      const number = readNumber(value, node.source ?? String(value));
      if (typeof number === 'number') return { kind: 'scalar', value: number, span };
      this.problems.push({ code: 'inexact-number', ...number, span });
      return this.#broken(span);
    }
    if (typeof value === 'string' || typeof value === 'boolean') return { kind: 'scalar', value, span };
    return { kind: 'scalar', value: null, span };
  }

  #mapping(node: YAMLMap, span: Span, depth: number): MappingTree {
    const entries = new Map<string, Entry>();
    const merged = new Set<string>();
    for (const pair of node.items as Pair[]) {
      const key = this.#key(pair.key, span);
      if (key === undefined) continue;
      const value =
        pair.value === null
          ? ({ kind: 'scalar', value: null, span: key.span } as const)
          : this.build(pair.value, depth + 1);
      if (key.name === '<<' && key.plain) this.#merge(value, entries, merged);
      else this.#add(key.name, { key: key.span, value }, entries, merged);
    }
    return { kind: 'mapping', entries, span };
  }

  /** A key written in a mapping wins over a merged one, wherever it stands. */
  #add(name: string, entry: Entry, entries: Map<string, Entry>, merged: Set<string>): void {
    const earlier = entries.get(name);
    if (earlier !== undefined && !merged.delete(name)) {
      const { line } = positionOf(earlier.key);
      this.problems.push({
        code: 'duplicate-key',
        message: `${quote(name)} is already on line ${line}`,
        expected: 'each key once',
        span: entry.key,
      });
      return;
    }
    entries.set(name, entry);
  }

  #merge(value: Tree, entries: Map<string, Entry>, merged: Set<string>): void {
    const sources = value.kind === 'list' ? value.items : [value];
    for (const source of sources) {
      if (source.kind === 'mapping') {
        for (const [name, entry] of source.entries) {
          if (!entries.has(name)) {
            entries.set(name, entry);
            merged.add(name);
          }
        }
      } else if (!(source.kind === 'scalar' && source.broken)) {
        this.problems.push({
          code: 'bad-merge',
          message: '`<<` merges something that is not a mapping',
          expected: 'an alias of a mapping, or a list of them',
          span: source.alias ?? source.span,
        });
      }
    }
  }

  #key(node: unknown, parent: Span): { name: string; plain: boolean; span: Span } | undefined {
    if (!isScalar(node)) {
      const span = isNode(node) ? this.#span(node) : parent;
      this.problems.push({ code: 'bad-key', message: 'this key is not a plain name', expected: 'a name', span });
      return undefined;
    }
    const span = this.#span(node);
    const plain = node.type === 'PLAIN';
    const name = typeof node.value === 'string' ? node.value : (node.source ?? '');
    if (name === '__proto__') {
      this.problems.push({ code: 'bad-key', message: '`__proto__` cannot be a key', expected: 'another name', span });
      return undefined;
    }
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, { tree: this.#scalar(node, span), nodes: 1 });
    return { name, plain, span };
  }

  #resolve(name: string, span: Span): Tree {
    const anchored = this.#anchors.get(name);
    if (anchored === undefined || anchored === 'open') {
      this.problems.push(anchored === 'open' ? cyclic(name, span) : unknownAlias(name, span));
      return this.#broken(span);
    }
    this.nodes += anchored.nodes;
    return { ...anchored.tree, alias: span };
  }

  #refuse(span: Span, message: string): void {
    if (!this.tooComplex) this.problems.push({ code: 'too-complex', message, span });
    this.tooComplex = true;
  }

  #refuseTag(tag: string, span: Span): ScalarTree {
    const expected = 'a plain value, without a tag';
    this.problems.push({ code: 'unknown-tag', message: `unresolved tag: ${tag}`, expected, span });
    return this.#broken(span);
  }

  #broken(span: Span): ScalarTree {
    return { kind: 'scalar', value: null, span, broken: true };
  }

  #span(node: Node): Span {
    const [start, end] = node.range ?? [0, 0];
    return { source: this.#source, start: start + this.#offset, end: end + this.#offset };
  }
}

function isNode(value: unknown): value is Node {
  return isAlias(value) || isScalar(value) || isMap(value) || isSeq(value);
}

/** The parser knows more tags than the core schema has. */
const CORE_TAG = /^tag:yaml\.org,2002:(map|seq|str|null|bool|int|float)$/;

function cyclic(name: string, span: Span): Problem {
  return { code: 'cyclic-alias', message: `${quote(`*${name}`)} stands inside of what it means`, span };
}

function unknownAlias(name: string, span: Span): Problem {
  return {
    code: 'unknown-alias',
    message: `nothing above is named ${quote(name)}`,
    expected: `${quote(`&${name}`)} before the value that it names`,
    hint: 'a text that begins with `*` needs quotes',
    span,
  };
}
