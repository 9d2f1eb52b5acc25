/** Squared Euclidean distance of a and b, or, once the sum reaches `limit`, that part of it: some number from `limit` up. */
export function squaredDistance(a: readonly number[], b: readonly number[], limit: number): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) {
    const difference = a[j] - b[j];
    sum += difference * difference;
    if (sum >= limit) return sum;
  }
  return sum;
}
