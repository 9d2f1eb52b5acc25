/**
 * Squared Euclidean distance of a and b, or, once the sum reaches `limit`, that part of it: some number from `limit` up.
 * Four features at a time: a test after every one costs more than it saves.
 */
export function squaredDistance(a: readonly number[], b: readonly number[], limit: number): number {
  let sum = 0;
  let j = 0;
  for (; j + 4 <= a.length; j += 4) {
    const first = a[j] - b[j];
    const second = a[j + 1] - b[j + 1];
    const third = a[j + 2] - b[j + 2];
    const fourth = a[j + 3] - b[j + 3];
    sum += first * first + second * second + (third * third + fourth * fourth);
    if (sum >= limit) return sum;
  }
  for (; j < a.length; j++) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}
