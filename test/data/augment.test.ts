import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFor } from '../../src/algorithms/random.js';
import { augmented } from '../../src/data/augment.js';
import type { Shape } from '../../src/networks/layer.js';

const shapes: fc.Arbitrary<Shape> = fc.tuple(
  fc.integer({ min: 2, max: 6 }),
  fc.integer({ min: 2, max: 6 }),
  fc.integer({ min: 1, max: 3 }),
);
const kinds = fc.constantFrom(Uint8Array, Float32Array);

/** An image moved down and right, after it was mirrored or not: written from the definition. */
function moved(
  image: ArrayLike<number>,
  [height, width, channels]: Shape,
  down: number,
  right: number,
  mirrored: boolean,
): number[] {
  return Array.from({ length: image.length }, (_, at) => {
    const row = Math.floor(at / (width * channels)) - down;
    const column = (Math.floor(at / channels) % width) - right;
    if (row < 0 || row >= height || column < 0 || column >= width) return 0;
    return image[(row * width + (mirrored ? width - 1 - column : column)) * channels + (at % channels)];
  });
}

test('each image is one of its moves, and the same seed makes the same ones', () => {
  fc.assert(
    fc.property(shapes, kinds, fc.boolean(), fc.nat(1), fc.nat(), (shape, Kind, flip, shift, seed) => {
      const size = shape[0] * shape[1] * shape[2];
      const values = new Kind(5 * size).map((_: number, at: number) => 1 + (at % 250));
      const before = values.slice();
      const changed = augmented(values, shape, { shift, flip }, randomFor('test', seed));
      expect(values).toEqual(before);
      expect(changed).toBeInstanceOf(Kind);
      expect(augmented(values, shape, { shift, flip }, randomFor('test', seed))).toEqual(changed);
      const steps = Array.from({ length: 2 * shift + 1 }, (_, at) => at - shift);
      for (let image = 0; image < 5; image++) {
        const own = values.slice(image * size, (image + 1) * size);
        const moves = steps.flatMap((down) =>
          steps.flatMap((right) =>
            [false, ...(flip ? [true] : [])].map((mirrored) => moved(own, shape, down, right, mirrored)),
          ),
        );
        expect(moves).toContainEqual([...changed.slice(image * size, (image + 1) * size)]);
      }
    }),
  );
});

test('every move is made, about as often', () => {
  const shape: Shape = [3, 3, 1];
  const image = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
  const values = Uint8Array.from({ length: 9 * 9000 }, (_, at) => image[at % 9]);
  const changed = augmented(values, shape, { shift: 1, flip: true }, randomFor('test', 3));
  const counts = new Map<string, number>();
  for (let at = 0; at < changed.length; at += 9) {
    const key = String(changed.subarray(at, at + 9));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(counts.size).toBe(18);
  for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(120);
});
