import { describe, expect, test } from 'vitest';
import { type KMeansFit, type KMeansParams, kMeans } from '../../src/algorithms/kmeans.js';
import { randomFor } from '../../src/algorithms/random.js';
import { adjustedRandIndex } from './of-ids.js';

const params: KMeansParams = { k: 4, restarts: 5, maxIterations: 100, tolerance: 1e-4 };

/** n points around `centres` centres of a d-dimensional cube, and the centre of each. */
function blobs(n: number, d: number, centres: number, spread: number) {
  const random = randomFor('test', 'blobs', centres);
  const middle = Float32Array.from({ length: centres * d }, () => 10 * random.uniform());
  const truth = Int32Array.from({ length: n }, (_, i) => (i * 7) % centres);
  const noise = () => spread * (random.uniform() + random.uniform() + random.uniform() - 1.5);
  const x = Float32Array.from({ length: n * d }, (_, at) => middle[truth[Math.floor(at / d)] * d + (at % d)] + noise());
  return { x, truth };
}

function squaredToCentroid(x: Float32Array, d: number, { centroids }: KMeansFit, sample: number, cluster: number) {
  let sum = 0;
  for (let j = 0; j < d; j++) sum += (x[sample * d + j] - centroids[cluster * d + j]) ** 2;
  return sum;
}

describe('on 200 points in 4 blobs', () => {
  const { x, truth } = blobs(200, 5, 4, 1);
  const solve = (changes: Partial<KMeansParams> = {}, seed = 1) =>
    kMeans(x, 200, 5, { ...params, ...changes }, randomFor('test', seed));

  test('the planted blobs are found', () => {
    expect(adjustedRandIndex(solve().assignments, truth)).toBe(1);
    expect(solve().converged).toBe(true);
  });

  test('inertia is the sum of squared distances to the assigned centroids, and those are the nearest', () => {
    const fitted = solve({ k: 9 });
    let inertia = 0;
    for (let i = 0; i < 200; i++) {
      const distances = Array.from({ length: 9 }, (_, cluster) => squaredToCentroid(x, 5, fitted, i, cluster));
      expect(distances[fitted.assignments[i]]).toBe(Math.min(...distances));
      inertia += distances[fitted.assignments[i]];
    }
    expect(fitted.inertia).toBeCloseTo(inertia, 9);
  });

  test('centroids are the means of their samples once converged', () => {
    const { assignments, centroids } = solve({ k: 6, tolerance: 0 });
    const means = new Float64Array(6 * 5);
    const sizes = new Float64Array(6);
    for (let i = 0; i < 200; i++) {
      sizes[assignments[i]]++;
      for (let j = 0; j < 5; j++) means[assignments[i] * 5 + j] += x[i * 5 + j];
    }
    for (const [at, mean] of means.entries()) expect(centroids[at]).toBeCloseTo(mean / sizes[Math.floor(at / 5)], 9);
  });

  test('more restarts are never worse, and the best one is returned', () => {
    for (let seed = 0; seed < 10; seed++) {
      const few = solve({ k: 12, restarts: 2 }, seed);
      const many = solve({ k: 12, restarts: 8 }, seed);
      expect([...many.inertiaOfRestart.slice(0, 2)]).toEqual([...few.inertiaOfRestart]);
      expect(many.inertia).toBe(Math.min(...many.inertiaOfRestart));
      expect(many.inertia).toBeLessThanOrEqual(few.inertia);
    }
  });

  test('clusters are numbered by first appearance', () => {
    const { assignments } = solve({ k: 9 });
    expect([...new Set(assignments)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('the same seed gives the same bits, another may not', () => {
    expect(solve({ k: 12, restarts: 1 })).toEqual(solve({ k: 12, restarts: 1 }));
    const inertias = new Set(Array.from({ length: 5 }, (_, seed) => solve({ k: 12, restarts: 1 }, seed).inertia));
    expect(inertias.size).toBeGreaterThan(1);
  });

  test('iterations stop at the maximum', () => {
    expect(solve({ k: 12, restarts: 1, maxIterations: 1 })).toMatchObject({ iterations: 1, converged: false });
  });

  test('the tolerance scales with the data', () => {
    const scaled = x.map((value) => value * 1024);
    const fitted = kMeans(scaled, 200, 5, { ...params, k: 12, tolerance: 1e-2 }, randomFor('test', 1));
    const plain = solve({ k: 12, tolerance: 1e-2 });
    expect(fitted.assignments).toEqual(plain.assignments);
    expect(fitted.iterations).toBe(plain.iterations);
    expect(fitted.inertia).toBe(plain.inertia * 1024 ** 2);
  });
});

describe('on awkward data', () => {
  test('fewer distinct rows than clusters: the rest is empty and comes last', () => {
    const x = Float32Array.of(1, 1, 5, 5, 1, 1, 9, 9);
    const fitted = kMeans(x, 4, 2, params, randomFor('test', 1));
    expect([...fitted.assignments]).toEqual([0, 1, 0, 2]);
    expect([...fitted.centroids.slice(0, 6)]).toEqual([1, 1, 5, 5, 9, 9]);
    expect(fitted.inertia).toBe(0);
  });

  test('constant data is one cluster', () => {
    const fitted = kMeans(new Float32Array(20), 10, 2, params, randomFor('test', 1));
    expect([...fitted.assignments]).toEqual(new Array(10).fill(0));
    expect(fitted).toMatchObject({ inertia: 0, converged: true });
  });

  test('one cluster is the mean', () => {
    const fitted = kMeans(Float32Array.of(0, 2, 4), 3, 1, { ...params, k: 1 }, randomFor('test', 1));
    expect([...fitted.centroids]).toEqual([2]);
    expect(fitted.inertia).toBe(8);
  });

  test('as many clusters as samples', () => {
    const fitted = kMeans(Float32Array.of(3, 1, 2), 3, 1, { ...params, k: 3 }, randomFor('test', 1));
    expect([...fitted.assignments]).toEqual([0, 1, 2]);
    expect([...fitted.centroids]).toEqual([3, 1, 2]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%s is refused', (value) => {
    expect(() => kMeans(Float32Array.of(1, value), 2, 1, { ...params, k: 1 }, randomFor('test'))).toThrow('finite');
  });

  test.each([
    [200, 5],
    [600, 30],
  ])('a power of two changes nothing but the exponents: %i x %i', (n, d) => {
    const { x } = blobs(n, d, 4, 3);
    const fitted = kMeans(x, n, d, params, randomFor('test', 1));
    for (const scale of [2 ** -100, 2 ** -70, 2 ** -40, 2 ** 50, 2 ** 66, 2 ** 110]) {
      const scaled = x.map((value) => value * scale);
      expect(kMeans(scaled, n, d, params, randomFor('test', 1))).toEqual({
        ...fitted,
        centroids: fitted.centroids.map((value) => value * scale),
        inertia: fitted.inertia * scale * scale,
        inertiaOfRestart: fitted.inertiaOfRestart.map((value) => value * scale * scale),
      });
    }
  });

  test('more clusters than samples are refused', () => {
    expect(() => kMeans(Float32Array.of(1, 2), 2, 1, { ...params, k: 3 }, randomFor('test'))).toThrow('expected 1..2');
  });
});
