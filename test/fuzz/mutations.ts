import {
  Alias,
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  visit,
  YAMLMap,
  YAMLSeq,
} from 'yaml';
import type { Random } from '../../src/algorithms/random.js';
import { CORPUS } from './corpus.js';
import { INHERITED, LITERALS, MARKS, NAMES, pick, WORDS } from './words.js';

type Mutate = (text: string, random: Random) => string;

/** Ways to change an experiment, by the level at which they see it. */
export const MUTATIONS: Readonly<Record<string, Mutate>> = {
  bytes: changeBytes,
  tokens: changeTokens,
  lines: changeLines,
  structure: changeStructure,
  values: changeValue,
};

/** One text of the corpus after one change of a kind, or a few. */
export function mutated(kind: string, random: Random): Buffer {
  let text = pick(random, CORPUS);
  for (let left = pick(random, [1, 1, 1, 2, 4]); left > 0; left--) text = MUTATIONS[kind](text, random);
  return Buffer.from(text, kind === 'bytes' ? 'latin1' : 'utf8');
}

/** Text stands for bytes here, one a character. */
function changeBytes(text: string, random: Random): string {
  const bytes = Buffer.from(text, isLatin(text) ? 'latin1' : 'utf8').toString('latin1');
  const at = random.below(bytes.length + 1);
  const length = random.below(pick(random, [2, 10, 200]));
  const [before, part, after] = [bytes.slice(0, at), bytes.slice(at, at + length), bytes.slice(at + length)];
  const any = () => String.fromCharCode(random.below(256));
  const flipped = String.fromCharCode((part.charCodeAt(0) || 0) ^ (1 << random.below(8)));
  const odd = pick(random, ['\0', '\xff', '\x80', '\n', '\t', '"', '{', '&', '\xc3', '\xed\xa0\x80', '\xef\xbb\xbf']);
  return pick(random, [
    () => before + after,
    () => before + part + part + after,
    () => before + flipped + part.slice(1) + after,
    () => before + odd + part + after,
    () => before + Array.from(part, any).join('') + after,
    () => before,
  ])();
}

function isLatin(text: string): boolean {
  return Array.from(text).every((character) => character <= '\xff');
}

function changeTokens(text: string, random: Random): string {
  const tokens = tokensOf(text);
  const at = random.below(tokens.length);
  const replace = (...by: string[]) => tokens.toSpliced(at, 1, ...by).join('');
  const other = () => pick(random, tokens);
  return pick(random, [
    () => replace(),
    () => replace(tokens[at], tokens[at]),
    () => replace(other()),
    () => replace(tokens[at], other()),
    () => replace(pick(random, WORDS)),
    () => replace(pick(random, MARKS)),
    () => replace(tokens[at], pick(random, MARKS)),
    () => replace(pick(random, LITERALS)),
    () => replace(misspelt(tokens[at], random)),
    () => replace(pick(random, tokensOf(pick(random, CORPUS)))),
  ])();
}

function tokensOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_.]+|\s+|[^\s\p{L}\p{N}_.]/gu) ?? [''];
}

function misspelt(word: string, random: Random): string {
  const at = random.below(word.length + 1);
  return pick(random, [
    word.slice(0, at) + word.slice(at + 1),
    `${word.slice(0, at)}x${word.slice(at)}`,
    word.toUpperCase(),
  ]);
}

function changeLines(text: string, random: Random): string {
  const lines = text.split('\n');
  const [at, to] = [random.below(lines.length), random.below(lines.length)];
  const line = lines[at];
  return pick(random, [
    () => lines.toSpliced(at, 1),
    () => lines.toSpliced(to, 0, line),
    () => lines.toSpliced(at, 1).toSpliced(to, 0, line),
    () => lines.toSpliced(at, 1, `${' '.repeat(random.below(9))}${line.trimStart()}`),
    () => lines.toSpliced(at, 1, `\t${line}`),
    () => lines.slice(at),
    () => lines.toSpliced(at, 1, pick(random, pick(random, CORPUS).split('\n'))),
    () =>
      lines.toSpliced(
        to,
        0,
        ...pick(random, CORPUS)
          .split('\n')
          .slice(0, 1 + random.below(20)),
      ),
  ])().join('\n');
}

/** Another value where one is written, as text: what no program would write is possible too. */
function changeValue(text: string, random: Random): string {
  const scalars = nodesOf(parseDocument(text)).filter(({ node }) => isScalar(node));
  if (scalars.length === 0) return text;
  const [start, end] = pick(random, scalars).node.range ?? [0, 0];
  const name = () => pick(random, [JSON.stringify(pick(random, NAMES)), pick(random, NAMES)]);
  const value = pick(random, [
    () => pick(random, LITERALS),
    () => pick(random, LITERALS),
    name,
    () => pick(random, WORDS),
  ])();
  return text.slice(0, start) + value + text.slice(end);
}

interface Spot {
  readonly node: Node;
  /** Puts another node in its place. */
  readonly replace: (by: unknown) => void;
}

/** Changes the tree of an experiment, and writes it anew in some style. */
function changeStructure(text: string, random: Random): string {
  const document = parseDocument(text);
  const spots = nodesOf(document);
  if (document.errors.length > 0 || spots.length === 0) return text;
  pick(random, CHANGES)(document, spots, random);
  try {
    const collectionStyle = pick(random, ['any', 'any', 'flow', 'block'] as const);
    return document.toString({ collectionStyle, indent: 1 + random.below(4), lineWidth: pick(random, [0, 80]) });
  } catch {
    // An alias of what is gone.
    return text;
  }
}

type Change = (document: Document, spots: readonly Spot[], random: Random) => void;

const CHANGES: readonly Change[] = [
  (_, spots, random) => pick(random, spots).replace(undefined),
  (_, spots, random) => pick(random, spots).replace(grafted(random)),
  (_, spots, random) => pick(random, spots).replace(pick(random, spots).node.clone()),
  (_, spots, random) => pick(random, spots).replace(new Scalar(pick(random, NAMES))),
  (_, spots, random) => pick(random, spots).replace(new Scalar(pick(random, [0, -1, 1e9, 0.1, true, null, 12n]))),
  (_, spots, random) => {
    const { node, replace } = pick(random, spots);
    replace(wrapped(node, random));
  },
  (document, spots, random) => {
    const { node } = pick(random, spots);
    if (node instanceof Alias) return;
    node.anchor ??= 'anchored';
    pick(random, spots).replace(new Alias(pick(random, [node.anchor, 'nothing'])));
    void document;
  },
  (document, spots, random) => {
    const map = pick(random, mapsOf(document));
    map?.items.push(
      document.createPair(pick(random, [...INHERITED, ...NAMES, ...WORDS]), pick(random, spots).node.clone()),
    );
  },
  (document, _, random) => {
    const pair = pick(
      random,
      mapsOf(document).flatMap((map) => map.items),
    );
    if (pair !== undefined) pair.key = new Scalar(pick(random, [...INHERITED, ...NAMES, ...WORDS]));
  },
  (document, _, random) => {
    const map = pick(random, mapsOf(document));
    if (map !== undefined) map.items = map.items.toReversed();
  },
  (document, spots, random) => {
    const map = pick(random, mapsOf(document));
    map?.items.push(document.createPair('<<', pick(random, spots).node.clone()));
  },
];

function wrapped(node: Node, random: Random): Node {
  let outer = node.clone() as Node;
  for (let levels = 1 + random.below(pick(random, [2, 80])); levels > 0; levels--) {
    const collection = pick(random, [new YAMLSeq(), new YAMLMap()]);
    if (isSeq(collection)) collection.items.push(outer);
    else collection.set(pick(random, WORDS), outer);
    outer = collection;
  }
  return outer;
}

/** A part of some other experiment. */
function grafted(random: Random): Node | undefined {
  const nodes = nodesOf(parseDocument(pick(random, CORPUS))).map(({ node }) => node);
  const node = pick(random, nodes);
  return node instanceof Alias ? undefined : (node?.clone() as Node);
}

function nodesOf(document: Document): Spot[] {
  const spots: Spot[] = [];
  visit(document, {
    Pair(_, pair) {
      if (pair.value !== null)
        spots.push({ node: pair.value as Node, replace: (by) => Object.assign(pair, { value: by ?? null }) });
    },
    Seq(_, { items }) {
      for (const [index, node] of items.entries())
        if (!isPair(node))
          spots.push({
            node: node as Node,
            replace: (by) => items.splice(index, 1, ...(by === undefined ? [] : [by])),
          });
    },
  });
  return spots.filter(({ node }) => node !== undefined && node !== null);
}

function isPair(node: unknown): node is Pair {
  return typeof node === 'object' && node !== null && 'key' in node;
}

function mapsOf(document: Document): YAMLMap[] {
  const maps: YAMLMap[] = [];
  visit(document, { Map: (_, map) => void maps.push(map) });
  return maps.filter(isMap);
}
