import type { ConfigPath } from './config.js';
import type { Problem } from './diagnostics.js';
import { keySpan, nearestSection, type Tree, valueSpan } from './tree.js';

/** A problem at a path of the experiment: at the value there, at what is nearest above it, or at what decides it. */
export interface Complaint extends Omit<Problem, 'span'> {
  readonly path: ConfigPath;
  /** Whether to point at the key instead of the value. */
  readonly atKey?: boolean;
}

export function located({ path, atKey = false, ...rest }: Complaint, tree: Tree): Problem {
  const section = nearestSection(tree, path);
  if (section !== undefined) return { ...rest, span: keySpan(tree, [section]) };
  return { ...rest, span: atKey ? keySpan(tree, path) : valueSpan(tree, path) };
}

/** One complaint for each item that is in a list twice. */
export function duplicates(path: ConfigPath, items: readonly unknown[] = []): Complaint[] {
  const firsts = new Map<string, number>();
  return items.flatMap((item, index): Complaint[] => {
    const text = JSON.stringify(item);
    const first = firsts.get(text);
    if (first === undefined) firsts.set(text, index);
    if (first === undefined) return [];
    const message = `item ${index + 1} of the list is the same as item ${first + 1}`;
    return [{ code: 'duplicate-item', message, expected: 'each item once', path: [...path, index] }];
  });
}
