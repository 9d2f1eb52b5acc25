import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFor } from '../../src/algorithms/random.js';
import { type Split, select, stratified } from '../../src/data/split.js';

/** A split of one-pixel images, sample i showing i and with the id 1000 + i. */
function splitOf(labels: readonly number[]): Split {
  const places = labels.map((_, index) => index);
  return {
    values: Uint8Array.from(places),
    labels: Uint8Array.from(labels),
    ids: Int32Array.from(places, (place) => 1000 + place),
    count: labels.length,
  };
}

const shuffledClasses = fc.shuffledSubarray(
  [...Array(40).keys()].map((index) => index % 4),
  { minLength: 40 },
);

test('a stratified sample is ascending, without repeats, and even over the classes, the remainder in the lowest', () => {
  fc.assert(
    fc.property(shuffledClasses, fc.nat(40), fc.nat(), (labels, size, seed) => {
      const chosen = stratified(splitOf(labels), size, randomFor('test', seed));
      expect([...chosen]).toEqual([...new Set(chosen)].sort((a, b) => a - b));
      const counts = [0, 1, 2, 3].map((label) => [...chosen].filter((index) => labels[index] === label).length);
      expect(counts).toEqual([0, 1, 2, 3].map((label) => Math.floor(size / 4) + (label < size % 4 ? 1 : 0)));
    }),
  );
});

test('the same seed draws the same sample, another seed another one', () => {
  const split = splitOf([...Array(200).keys()].map((index) => index % 10));
  const draw = (seed: number) => stratified(split, 50, randomFor('test', seed));
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('every sample of a class can be drawn', () => {
  const split = splitOf([0, 1, 0, 1, 0, 1]);
  const drawn = new Set([...Array(50).keys()].flatMap((seed) => [...stratified(split, 2, randomFor('test', seed))]));
  expect(drawn.size).toBe(6);
});

test('a selection keeps images, labels and ids together, and a selection of it keeps the ids', () => {
  const once = select(splitOf([3, 1, 4, 1, 5]), [4, 0, 2]);
  expect(once).toEqual({
    values: Uint8Array.of(4, 0, 2),
    labels: Uint8Array.of(5, 3, 4),
    ids: Int32Array.of(1004, 1000, 1002),
    count: 3,
  });
  expect(select(once, [1]).ids).toEqual(Int32Array.of(1000));
  expect(select(once, [])).toMatchObject({ values: new Uint8Array(0), count: 0 });
});
