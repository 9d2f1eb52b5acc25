import type { Merge } from '../results.js';

/** A leaf or a merge: `position` counts leaves from the top, 0-based; a merge sits midway between its two parts. */
interface TreeNode {
  readonly position: number;
  readonly height: number;
}

/** From one part of a merge to the merge: along `position` up to `to`, then over to the merge's own position. */
interface Branch {
  readonly node: number;
  readonly parent: number;
}

export interface Dendrogram {
  /** Leaves from top to bottom: no two branches cross. */
  readonly order: readonly number[];
  /** Leaves 0..n-1, then merges in their order. */
  readonly nodes: readonly TreeNode[];
  readonly branches: readonly Branch[];
}

export function layoutDendrogram(leafCount: number, merges: readonly Merge[]): Dendrogram {
  const order = leafOrder(leafCount, merges);
  const positions = new Int32Array(leafCount);
  for (const [position, leaf] of order.entries()) positions[leaf] = position;
  const nodes: TreeNode[] = Array.from({ length: leafCount }, (_, leaf) => ({
    position: positions[leaf],
    height: 0,
  }));
  for (const { left, right, height } of merges) {
    nodes.push({
      position: (nodes[left].position + nodes[right].position) / 2,
      height,
    });
  }
  const branches = merges.flatMap(({ left, right }, index) =>
    [left, right].map((node) => ({ node, parent: leafCount + index })),
  );
  return { order, nodes, branches };
}

/** Concatenating parts at each merge keeps every subtree in one piece; parts that were never joined stay apart. */
function leafOrder(leafCount: number, merges: readonly Merge[]): number[] {
  const parts = new Map(Array.from({ length: leafCount }, (_, leaf) => [leaf, [leaf]]));
  merges.forEach(({ left, right }, index) => {
    parts.set(leafCount + index, [...(parts.get(left) ?? []), ...(parts.get(right) ?? [])]);
    parts.delete(left);
    parts.delete(right);
  });
  return [...parts.values()].flat();
}
