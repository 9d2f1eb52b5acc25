import type { Problem } from './diagnostics.js';
import { type Entry, plainOf, type Tree } from './tree.js';
import { isName, NAME_RULE, quote, show } from './words.js';

/** A field, and the values that a matrix gives it. */
export interface Axis {
  /** The path of the field, as --set writes it. */
  readonly text: string;
  readonly entry: Entry;
  readonly values: readonly AxisValue[];
}

export interface AxisValue {
  /** Its part of the names of combinations. */
  readonly name: string;
  readonly tree: Tree;
}

/** The axes of a matrix: a list has values that are named after themselves, a mapping has names and values. */
export function axesOf(matrix: ReadonlyMap<string, Entry>): { axes: readonly Axis[]; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const axes = [...matrix]
    .filter(([text]) => text !== 'include' && text !== 'exclude')
    .map(([text, entry]) => ({ text, entry, values: valuesOf(text, entry.value, problems) }));
  return { axes, problems };
}

function valuesOf(text: string, tree: Tree, problems: Problem[]): AxisValue[] {
  if (tree.kind === 'mapping') return [...tree.entries].map(([name, { value }]) => ({ name, tree: value }));
  if (tree.kind === 'scalar') return [];
  return tree.items.map((item) => {
    const name = nameOf(text, plainOf(item));
    if (name === undefined) problems.push(unnamed(item));
    return { name: name ?? '', tree: item };
  });
}

/** Such as `wide`, `lr0.01`, `flip` and `no-flip`: a text is a name, a number comes after the initials of its field. */
function nameOf(text: string, value: unknown): string | undefined {
  const field = text.replace(/\["?[^\]]*\]$/, '').replace(/^.*\./, '');
  if (typeof value === 'string') return isName(value) ? value : undefined;
  if (typeof value === 'boolean') return value ? field : `no-${field}`;
  if (typeof value === 'number')
    return `${field.slice(0, 1)}${field.slice(1).replace(/[^A-Z]/g, '')}${value}`.toLowerCase();
  return undefined;
}

function unnamed(item: Tree): Problem {
  const value = plainOf(item);
  const what = typeof value === 'string' ? `${quote(value)} cannot be part of a name` : `${show(value)} has no name`;
  return {
    code: 'unnamed-value',
    message: `${what}, and combinations are named after their values`,
    expected: typeof value === 'string' ? NAME_RULE : 'a text, a number, true or false',
    hint: 'write the values of this axis as a mapping: `{ name: value }`',
    span: item.alias ?? item.span,
  };
}
