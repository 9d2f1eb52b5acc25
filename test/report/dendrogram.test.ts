import { expect, test } from 'vitest';
import { layoutDendrogram } from '../../src/report/figures/dendrogram.js';

test('a merge sits midway between its parts', () => {
  const { order, nodes, branches } = layoutDendrogram(3, [
    { left: 0, right: 2, height: 0.1 },
    { left: 3, right: 1, height: 0.4 },
  ]);
  expect(order).toEqual([0, 2, 1]);
  expect(nodes.map(({ position }) => position)).toEqual([0, 2, 1, 0.5, 1.25]);
  expect(nodes[3]).toEqual({ position: 0.5, height: 0.1 });
  expect(branches).toEqual([
    { node: 0, parent: 3 },
    { node: 2, parent: 3 },
    { node: 3, parent: 4 },
    { node: 1, parent: 4 },
  ]);
});

test('every subtree is one run of leaves, so that no branches cross', () => {
  const merges = [
    { left: 0, right: 4, height: 0.1 },
    { left: 1, right: 3, height: 0.2 },
    { left: 6, right: 2, height: 0.3 },
    { left: 7, right: 5, height: 0.4 },
  ];
  const { order } = layoutDendrogram(5, merges);
  const leavesOf = (node: number): number[] =>
    node < 5 ? [node] : [merges[node - 5].left, merges[node - 5].right].flatMap(leavesOf);
  for (const node of [5, 6, 7, 8]) {
    const positions = leavesOf(node)
      .map((leaf) => order.indexOf(leaf))
      .sort((a, b) => a - b);
    expect(positions[positions.length - 1] - positions[0]).toBe(positions.length - 1);
  }
});

test('one leaf is a tree', () => {
  expect(layoutDendrogram(1, [])).toEqual({
    order: [0],
    nodes: [{ position: 0, height: 0 }],
    branches: [],
  });
});

test('leaves that were never joined stand one below the other', () => {
  expect(layoutDendrogram(3, []).order).toEqual([0, 1, 2]);
});
