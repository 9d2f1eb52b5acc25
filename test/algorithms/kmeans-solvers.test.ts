import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KMeansSolver, solverFor } from '../../src/algorithms/kmeans-solver.js';
import { plusPlusStarts } from '../../src/algorithms/kmeans-starts.js';
import { LinearAlgebra } from '../../src/algorithms/linear-algebra.js';
import { kernelSolver } from '../../src/algorithms/lloyd-kernels.js';
import { mlKmeansSolver } from '../../src/algorithms/lloyd-ml-kmeans.js';
import { randomFor } from '../../src/algorithms/random.js';
import { ARITHMETICS } from './arithmetics.js';

interface Data {
  readonly x: Float32Array;
  readonly n: number;
  readonly d: number;
}

/** Clusters, noise and, on a coarse grid, many equal rows and ties; far from 0, tiny, or huge. */
const data: fc.Arbitrary<Data & { readonly k: number }> = fc
  .record({
    n: fc.integer({ min: 1, max: 60 }),
    d: fc.integer({ min: 1, max: 7 }),
    k: fc.integer({ min: 1, max: 60 }),
    grid: fc.constantFrom(1, 4, 1000),
    offset: fc.constantFrom(0, 3000),
    scale: fc.constantFrom(1, 2 ** -60, 2 ** 60),
    seed: fc.nat(),
  })
  .map(({ n, d, k, grid, offset, scale, seed }) => {
    const random = randomFor('test data', seed);
    const value = () => scale * (offset + Math.round(grid * (random.uniform() + 3 * random.below(3))) / grid);
    return { x: Float32Array.from({ length: n * d }, value), n, d, k: Math.min(k, n) };
  });

function solversOf({ x, n, d }: Data): KMeansSolver[] {
  const modules = ARITHMETICS.map(({ fused }) => LinearAlgebra.load(fused));
  return [mlKmeansSolver(x, n, d), ...modules.map((linalg) => kernelSolver(x, n, d, linalg))];
}

test('the kernels draw the same starts and find the same partitions as ml-kmeans', () => {
  fc.assert(
    fc.property(data, fc.nat(), ({ k, ...rest }, seed) => {
      const [expected, actual, ...others] = solversOf(rest).map((solver) => {
        const starts = plusPlusStarts(solver, k, randomFor('test starts', seed));
        return { starts, ...solver.iterate(starts, 1e-6, 50) };
      });
      // Scores in float32 only say which distances must be taken, in float64 and always in two roundings.
      for (const other of others) expect(other).toEqual(actual);
      expect(actual.starts).toEqual(expected.starts);
      expect(actual.assignments).toEqual(expected.assignments);
      expect([actual.iterations, actual.converged]).toEqual([expected.iterations, expected.converged]);
      expect(Math.abs(actual.inertia - expected.inertia)).toBeLessThanOrEqual(1e-9 * (1 + expected.inertia));
      for (const [at, value] of expected.centroids.entries()) {
        expect(Math.abs(actual.centroids[at] - value)).toBeLessThanOrEqual(1e-9 * Math.abs(value));
      }
    }),
    { numRuns: 300 },
  );
});

test('iterating again from other starts leaves no trace', () => {
  const [, solver] = solversOf({ x: Float32Array.from({ length: 90 }, (_, at) => (at * at) % 17), n: 30, d: 3 });
  const first = solver.iterate([0, 7, 9], 0, 20);
  solver.iterate([1, 2, 3, 4, 5], 0, 20);
  expect(solver.iterate([0, 7, 9], 0, 20)).toEqual(first);
});

test('little data needs no module', () => {
  const load = () => {
    throw new Error('loaded');
  };
  expect(solverFor(new Float32Array(600), 150, 4, 3, load).samples).toBe(150);
  expect(() => solverFor(new Float32Array(50_000), 1000, 50, 10, load)).toThrow('loaded');
});
