import path from 'node:path';
import { MOST_NODES } from './build-tree.js';
import type { Problem } from './diagnostics.js';
import { mergeTrees } from './merge.js';
import { LARGEST, type OpenResult } from './open.js';
import { parse } from './parse.js';
import type { Source, Span } from './source.js';
import { type Entry, isBroken, type MappingTree, plainOf, type ScalarTree, type Tree, valueSpan } from './tree.js';
import { quote, show } from './words.js';

/** Opens a file that the experiment in another one extends. */
export type OpenExtended = (file: string, experiment: string) => OpenResult;

export interface ExtendedTree {
  /** Absent when the experiment file itself is empty or not YAML. */
  readonly tree: Tree | undefined;
  readonly problems: readonly Problem[];
  /** Whether something that is extended is missing, so that nobody knows what else is. */
  readonly isPart: boolean;
  /** Every text that was read, the experiment file first. */
  readonly sources: readonly Source[];
}

/** Reads an experiment with all that it extends: `extends` names files, of which the later win over the earlier. */
export function readTree(source: Source, open: OpenExtended): ExtendedTree {
  const reader = new TreeReader(source.file, open);
  const tree = reader.read(source, [path.resolve(source.file)]);
  return { tree, problems: reader.problems, isPart: reader.isPart, sources: [...reader.sources.values()] };
}

const MOST_FILES = 32;

class TreeReader {
  readonly problems: Problem[] = [];
  isPart = false;
  /** By absolute path. */
  readonly sources = new Map<string, Source>();
  readonly #experiment: string;
  readonly #open: OpenExtended;
  /** A file counts each time that it is extended. */
  #files = 0;
  #nodes = 0;
  #characters = 0;

  constructor(experiment: string, open: OpenExtended) {
    this.#experiment = experiment;
    this.#open = open;
  }

  /** `chain` has the absolute paths of the file and of those that extend it. */
  read(source: Source, chain: readonly string[]): Tree | undefined {
    this.sources.set(path.resolve(source.file), source);
    const { tree, problems, nodes } = parse(source);
    this.problems.push(...problems);
    this.#nodes += nodes;
    this.#characters += source.text.length;
    if (tree === undefined && problems.length === 0) this.problems.push(emptyFile(source));
    return tree?.kind === 'mapping' ? this.#extend(tree, source, chain) : tree;
  }

  #extend(tree: MappingTree, source: Source, chain: readonly string[]): MappingTree {
    const { extends: extended, own } = withoutExtends(tree);
    if (extended === undefined) return tree;
    const paths = pathsIn(extended.value);
    const bases = paths.flatMap((written) => this.#readBase(written, source, chain) ?? []);
    if (paths.length === 0 && !isBroken(extended.value)) this.problems.push(notPaths(extended, tree));
    if (paths.length === 0 || bases.length < paths.length) this.isPart = true;
    const [first, ...others] = [...bases, own];
    return others.reduce(mergeTrees, first);
  }

  #readBase(written: WrittenPath, from: Source, chain: readonly string[]): MappingTree | undefined {
    // What is told once about too many files need not be told of each.
    if (this.#files > MOST_FILES) return undefined;
    const file = path.join(path.dirname(from.file), written.path);
    const absolute = path.resolve(file);
    const refusal = this.#refusal(written, chain, absolute);
    if (refusal !== undefined) return this.#refuse({ ...refusal, span: written.span });
    const base = this.sources.get(absolute) ?? this.#openBase(file, written.span);
    const tree = base && this.read(base, [...chain, absolute]);
    if (tree === undefined || tree.kind === 'mapping') return tree && withoutName(tree);
    const span = { ...tree.span, end: tree.span.start + 1 };
    const message = `what is extended is ${show(plainOf(tree))}`;
    return this.#refuse({ code: 'wrong-type', message, expected: 'a mapping', span });
  }

  #openBase(file: string, span: Span): Source | undefined {
    const opened = this.#open(file, this.#experiment);
    if (opened.ok) return { file, text: opened.text, set: false };
    const { problem } = opened;
    return this.#refuse(problem.code === 'not-utf8' ? problem : { ...problem, span });
  }

  #refusal(written: WrittenPath, chain: readonly string[], absolute: string): Omit<Problem, 'span'> | undefined {
    if (path.isAbsolute(written.path)) {
      const message = `${quote(written.path)} is an absolute path`;
      return { code: 'bad-extends', message, expected: 'a path relative to this file' };
    }
    if (chain.includes(absolute))
      return { code: 'cyclic-extends', message: `${quote(written.path)} extends this file, or is this file` };
    if (++this.#files > MOST_FILES)
      return { code: 'too-complex', message: `the experiment extends more than ${MOST_FILES} files` };
    if (this.#nodes > MOST_NODES || this.#characters > LARGEST) {
      const expected = `at most ${MOST_NODES} values and ${LARGEST} characters in all of them`;
      return { code: 'too-complex', message: 'the files before this one are too large together', expected };
    }
    return undefined;
  }

  #refuse(problem: Problem): undefined {
    this.problems.push(problem);
  }
}

interface WrittenPath {
  readonly path: string;
  readonly span: Span;
}

/** Empty if it is neither a path nor a list of paths. */
function pathsIn(tree: Tree): WrittenPath[] {
  const items = tree.kind === 'list' ? tree.items : [tree];
  const paths = items.filter((item): item is ScalarTree => item.kind === 'scalar' && typeof item.value === 'string');
  if (paths.length < items.length) return [];
  return paths.map(({ value, alias, span }) => ({ path: String(value), span: alias ?? span }));
}

function withoutExtends(tree: MappingTree): { extends: Entry | undefined; own: MappingTree } {
  const entries = new Map(tree.entries);
  const entry = entries.get('extends');
  entries.delete('extends');
  return { extends: entry, own: { ...tree, entries } };
}

/** A name is that of one experiment's results, not of all that extend it. */
function withoutName(tree: MappingTree): MappingTree {
  const entries = new Map(tree.entries);
  entries.delete('name');
  return { ...tree, entries };
}

function notPaths({ value }: Entry, tree: MappingTree): Problem {
  const message = `\`extends\` is ${show(plainOf(value))}`;
  return { code: 'wrong-type', message, expected: 'a path or a list of paths', span: valueSpan(tree, ['extends']) };
}

function emptyFile(source: Source): Problem {
  return {
    code: 'empty-file',
    message: 'the file is empty',
    expected: 'an experiment',
    span: { source, start: 0, end: 1 },
  };
}
