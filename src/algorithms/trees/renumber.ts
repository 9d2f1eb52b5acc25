import type { Merge } from '../../report/results.js';
import type { FlatGroups } from './flat-groups.js';

/** The same tree over members in another order: member i becomes member to[i]. */
export function renumbered<Tree extends FlatGroups & { readonly merges: readonly Merge[] }>(
  tree: Tree,
  to: readonly number[],
): Tree {
  const smallest = [...to];
  const numberOf = (node: number) => to[node] ?? node;
  const merges = tree.merges.map(({ left, right, height }): Merge => {
    const [a, b] = smallest[left] < smallest[right] ? [left, right] : [right, left];
    smallest.push(smallest[a]);
    return { left: numberOf(a), right: numberOf(b), height };
  });
  const groups = tree.groups.map((group) => group.map(numberOf).sort((a, b) => a - b));
  return { ...tree, merges, groups: groups.sort((a, b) => a[0] - b[0]) };
}
