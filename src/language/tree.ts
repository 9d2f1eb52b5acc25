import { dirname } from 'node:path';
import type { ConfigPath } from './config.js';
import type { Span } from './source.js';

/** The experiment file as plain values that remember where they were written; aliases and merges are resolved. */
export type Tree = ScalarTree | ListTree | MappingTree;

interface Written {
  /** Where the value is written. */
  readonly span: Span;
  /** Where an alias stands for it. */
  readonly alias?: Span;
}

export interface ScalarTree extends Written {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** A value that has been complained about already. */
  readonly broken?: true;
  /** Names of the environment's variables that it is made of. */
  readonly variables?: readonly string[];
}

interface ListTree extends Written {
  readonly kind: 'list';
  readonly items: readonly Tree[];
}

export interface MappingTree extends Written {
  readonly kind: 'mapping';
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  readonly key: Span;
  readonly value: Tree;
}

/** The nearest node at or above a path. */
export interface Place {
  readonly node: Tree;
  /** The key that the node is the value of. */
  readonly key: Span | undefined;
  readonly found: boolean;
}

export function placeOf(root: Tree, path: ConfigPath): Place {
  let place: Place = { node: root, key: undefined, found: true };
  for (const part of path) {
    const child = childOf(place.node, part);
    if (child === undefined) return { ...place, found: false };
    place = child;
  }
  return place;
}

/** Sections that decide the defaults of one that is not written, the nearest first. */
const DECIDING: Readonly<Record<string, readonly string[]>> = {
  probe: ['dataset'],
  train: ['dataset'],
  capture: ['architectures'],
  reduce: ['capture', 'probe', 'dataset'],
  cluster: ['probe', 'dataset'],
  compare: ['models'],
  engine: ['models'],
};

/** Where the section of a path is not written, one that is and that decides its defaults. */
export function nearestSection(root: Tree, [section]: ConfigPath): string | undefined {
  if (section === undefined || placeOf(root, [section]).found) return undefined;
  return DECIDING[section]?.find((other) => placeOf(root, [other]).found);
}

/** Where to point for what is wrong with the value at a path. */
export function valueSpan(root: Tree, path: ConfigPath): Span {
  const { node, found } = placeOf(root, path);
  if (!found) return keySpan(root, path);
  return node.kind === 'scalar' ? (node.alias ?? node.span) : node.span;
}

/** Where to point for what is wrong with a key, or missing under it. */
export function keySpan(root: Tree, path: ConfigPath): Span {
  const { node, key } = placeOf(root, path);
  if (key !== undefined) return key;
  if (node.kind === 'scalar') return node.alias ?? node.span;
  // The whole file or a whole list item would be too much to underline.
  return { ...node.span, end: node.span.start + 1 };
}

/** Plain values. Objects have no prototype, so a name such as `constructor` is not found unless it was written. */
export function plainOf(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plainOf);
  const object = Object.create(null) as Record<string, unknown>;
  for (const [name, entry] of tree.entries) object[name] = plainOf(entry.value);
  return object;
}

/** Keys in the order in which they are written, which a JavaScript object does not keep for `10` and the like. */
export function keysOf(root: Tree, key: string): string[] {
  const { node, found } = placeOf(root, [key]);
  return found && node.kind === 'mapping' ? [...node.entries.keys()] : [];
}

/** Gives the folder that a path written at a place of the experiment is relative to: that of the file which has it. */
export function foldersIn(root: Tree, experiment: string): (place: ConfigPath) => string {
  return (place) => {
    const { alias, span } = placeOf(root, place).node;
    const { source } = alias ?? span;
    return dirname(source.set ? experiment : source.file);
  };
}

export function isBroken(tree: Tree): boolean {
  if (tree.kind === 'scalar') return tree.broken === true;
  if (tree.kind === 'list') return tree.items.some(isBroken);
  return [...tree.entries.values()].some((entry) => isBroken(entry.value));
}

function childOf(node: Tree, part: string | number): Place | undefined {
  if (node.kind === 'mapping') {
    const entry = node.entries.get(String(part));
    return entry && { node: entry.value, key: entry.key, found: true };
  }
  if (node.kind === 'list') {
    const item = node.items[Number(part)];
    return item && { node: item, key: undefined, found: true };
  }
  return undefined;
}
