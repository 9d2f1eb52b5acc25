/** Distances sqrt(1 - s), n x n row by row, of similarities s <= 1: a metric when 1 - s is one, as for the Rand index. */
export function similarityToDistance(similarity: readonly ArrayLike<number>[]): Float64Array {
  const n = similarity.length;
  const distances = new Float64Array(n * n);
  for (const [i, row] of similarity.entries()) {
    for (let j = 0; j < n; j++) distances[i * n + j] = i === j ? 0 : Math.sqrt(Math.max(0, 1 - row[j]));
  }
  return distances;
}
