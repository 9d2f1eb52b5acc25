import { expect, test } from 'vitest';
import { layoutDendrogram } from '../../src/report/figures/dendrogram.js';

test('a merge sits midway between its parts, and knows its leaves', () => {
  const { order, nodes, branches } = layoutDendrogram(3, [
    { left: 0, right: 2, height: 0.1 },
    { left: 3, right: 1, height: 0.4 },
  ]);
  expect(order).toEqual([0, 2, 1]);
  expect(nodes.map(({ position }) => position)).toEqual([0, 2, 1, 0.5, 1.25]);
  expect(nodes[3]).toEqual({ position: 0.5, height: 0.1, leaves: [0, 2] });
  expect(nodes[4].leaves).toEqual([0, 2, 1]);
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
  for (const { leaves } of layoutDendrogram(5, merges).nodes.slice(5)) {
    const positions = leaves.map((leaf) => layoutDendrogram(5, merges).order.indexOf(leaf)).sort((a, b) => a - b);
    expect(positions[positions.length - 1] - positions[0]).toBe(positions.length - 1);
  }
});

test('one leaf is a tree', () => {
  expect(layoutDendrogram(1, [])).toEqual({
    order: [0],
    nodes: [{ position: 0, height: 0, leaves: [0] }],
    branches: [],
  });
});

test('leaves that were never joined stand one below the other', () => {
  expect(layoutDendrogram(3, []).order).toEqual([0, 1, 2]);
});
