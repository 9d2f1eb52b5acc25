import { describe, expect, it } from 'vitest';
import type { Layer, Shape } from '../../src/networks/layer.js';
import { inferShapes, slide } from '../../src/networks/shapes.js';
import {
  activate,
  add,
  averagePool,
  conv,
  dense,
  depthwise,
  dropout,
  flatten,
  globalPool,
  norm,
  pool,
} from '../engines/layers.js';

function outputsOf(inputShape: Shape, ...layers: readonly Layer[]) {
  const placed = inferShapes(inputShape, layers);
  return Array.isArray(placed) ? placed.map(({ output }) => output.join('x')) : placed;
}

describe('shapes', () => {
  it('of every layer', () => {
    const layers = [
      conv('c1', 6, [5, 3]),
      conv('c2', 8, [3, 3], { padding: 'same', strides: [2, 3] }),
      depthwise('d1', [2, 2], { depthMultiplier: 3 }),
      norm('n1'),
      activate('a1', 'relu'),
      pool('p1', 2),
      averagePool('p2', 3, { strides: [2, 1], padding: 'same' }),
      dropout('drop', 0.5),
      add('sum', 'p2'),
      flatten,
      dense('logits', 10),
    ];
    const expected = ['24x26x6', '12x9x8', '11x8x24', '11x8x24', '11x8x24', '5x4x24', '3x4x24', '3x4x24', '3x4x24'];
    expect(outputsOf([28, 28, 1], ...layers)).toEqual([...expected, '1x1x288', '1x1x10']);
    expect(outputsOf([7, 5, 4], globalPool)).toEqual(['1x1x4']);
  });

  it('each layer gets what the one before gives', () => {
    const placed = inferShapes([8, 8, 3], [conv('c1', 4, [3, 3]), pool('p1', 2)]);
    expect(placed).toMatchObject([
      { input: [8, 8, 3], output: [6, 6, 4] },
      { input: [6, 6, 4], output: [3, 3, 4] },
    ]);
  });

  it('the last rows that a valid window does not reach are left out', () => {
    expect(slide(10, 3, 4, 'valid')).toEqual({ length: 2, before: 0, after: 0 });
  });

  it('same padding has its odd row behind, and none where strides leave rows out', () => {
    expect(slide(8, 4, 1, 'same')).toEqual({ length: 8, before: 1, after: 2 });
    expect(slide(9, 3, 2, 'same')).toEqual({ length: 5, before: 1, after: 1 });
    expect(slide(10, 2, 3, 'same')).toEqual({ length: 4, before: 0, after: 1 });
    expect(slide(12, 2, 3, 'same')).toEqual({ length: 4, before: 0, after: 0 });
  });
});

describe('layers that do not fit', () => {
  it('a window larger than the image', () => {
    const message = 'a 5x3 window does not fit into 4x4';
    expect(outputsOf([4, 4, 1], conv('c1', 2, [5, 3]))).toEqual({ layer: 0, message });
    expect(outputsOf([8, 8, 1], pool('p1', 2), depthwise('d1', [5, 3]))).toEqual({ layer: 1, message });
  });

  it('a dense layer on an image', () => {
    const message = 'dense needs a flat input but gets 6x6x2: put flatten before it';
    expect(outputsOf([8, 8, 1], conv('c1', 2, [3, 3]), dense('f1', 4))).toEqual({ layer: 1, message });
  });

  it('a sum of different shapes', () => {
    const message = 'c1 gives 6x6x2, which cannot be added to 3x3x2';
    expect(outputsOf([8, 8, 1], conv('c1', 2, [3, 3]), pool('p1', 2), add('s1', 'c1'))).toEqual({ layer: 2, message });
  });

  it('a sum with a later layer, with itself or with none', () => {
    for (const other of ['c2', 's1', 'c3']) {
      const layers = [conv('c1', 2, [1, 1]), add('s1', other), conv('c2', 2, [1, 1])];
      expect(outputsOf([8, 8, 2], ...layers)).toEqual({
        layer: 1,
        message: `there is no layer ${other} before this one`,
      });
    }
  });
});
