import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import type { LinearAlgebra } from '../../src/algorithms/linear-algebra.js';
import { fitPca, fitTopComponents, mlPcaModel, type PcaFit } from '../../src/algorithms/pca.js';
import { permutation, randomFor } from '../../src/algorithms/random.js';
import { golden } from './golden.js';

/** Activations like a convolution layer's: max(0, latent x weights + noise), the latent variances decaying as 1 / rank^2. */
export function relu(n: number, d: number, latent = 40): Float32Array {
  const random = randomFor('test', 'relu', n, d);
  const symmetric = () => random.uniform() + random.uniform() + random.uniform() - 1.5;
  const weights = Float64Array.from({ length: latent * d }, symmetric);
  const x = new Float32Array(n * d);
  for (let i = 0; i < n; i++) {
    const row = Float64Array.from({ length: d }, () => 0.2 * symmetric());
    for (let l = 0; l < latent; l++) {
      const value = symmetric() / (1 + l);
      for (let j = 0; j < d; j++) row[j] += value * weights[l * d + j];
    }
    for (let j = 0; j < d; j++) x[i * d + j] = Math.max(0, row[j]);
  }
  return x;
}

/** All variances, from ml-matrix's decomposition of the float64 Gram matrix. */
function exactVariances(x: Float32Array, n: number, d: number): number[] {
  const centred = new Matrix(n, d);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) centred.set(i, j, x[i * d + j]);
  centred.subRowVector(centred.mean('column'));
  const gram = n <= d ? centred.mmul(centred.transpose()) : centred.transpose().mmul(centred);
  const { realEigenvalues } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  return realEigenvalues.reverse().map((value) => value / (n - 1));
}

function expectRelative(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  for (let i = 0; i < actual.length; i++) {
    expect(Math.abs(actual[i] - expected[i]), `number ${i}`).toBeLessThanOrEqual(tolerance * Math.abs(expected[i]));
  }
}

/** What holds for every fit without empty components. */
function expectContract(fitted: PcaFit, x: Float32Array, n: number, d: number): void {
  const { scores, mean, loadings, explainedVariance, explainedVarianceRatio } = fitted;
  const k = explainedVariance.length;
  expect([...explainedVariance]).toEqual([...explainedVariance].sort((a, b) => b - a));
  expect(explainedVarianceRatio.reduce((sum, ratio) => sum + ratio, 0)).toBeLessThanOrEqual(1 + 1e-9);
  for (let a = 0; a < k; a++) {
    const row = loadings.subarray(a * d, (a + 1) * d);
    for (let b = 0; b <= a; b++) {
      const product = row.reduce((sum, value, j) => sum + value * loadings[b * d + j], 0);
      expect(product).toBeCloseTo(a === b ? 1 : 0, 9);
    }
    expect(row.reduce((largest, value) => (Math.abs(value) > Math.abs(largest) ? value : largest), 0)).toBeGreaterThan(
      0,
    );
    const first = row.reduce((sum, value, j) => sum + value * (x[j] - mean[j]), 0);
    expect(scores[a]).toBeCloseTo(first, 4);
    let variance = 0;
    for (let i = 0; i < n; i++) variance += scores[i * k + a] ** 2 / (n - 1);
    expect(variance / explainedVariance[a]).toBeCloseTo(1, 5);
  }
}

/** What PCA must do, whichever way the module rounds. */
export function pcaContract(linalg: LinearAlgebra): void {
  const solve = (x: Float32Array, n: number, d: number, components: number, whiten = false) =>
    fitPca(x, n, d, { components, whiten }, () => linalg);

  test('scikit-learn gives the same', () => {
    const { x, components, explainedVariance, explainedVarianceRatio, scoresUpToSign } = golden.pca;
    const fitted = solve(Float32Array.from(x.flat()), x.length, x[0].length, components);
    expectRelative(fitted.explainedVariance, explainedVariance, 1e-6);
    expectRelative(fitted.explainedVarianceRatio, explainedVarianceRatio, 1e-6);
    for (const [at, score] of scoresUpToSign.flat().entries()) {
      expect(Math.abs(fitted.scores[at])).toBeCloseTo(Math.abs(score), 4);
    }
  });

  describe.each([
    ['ml-pca', 150, 60, 10],
    ['Gram matrix, decomposed in full', 90, 400, 12],
    ['Gram matrix, block Krylov', 300, 2000, 50],
    ['scatter matrix, block Krylov', 500, 300, 20],
  ])('%s: %i x %i -> %i', (_, n, d, components) => {
    const x = relu(n, d);
    const fitted = solve(x, n, d, components);

    test('every variance is exact', () => {
      expectRelative(fitted.explainedVariance, exactVariances(x, n, d).slice(0, components), 1e-6);
    });

    test('loadings are orthonormal, of fixed sign, and make the scores', () => expectContract(fitted, x, n, d));

    test('the same bits again', () => {
      const again = solve(x, n, d, components);
      expect(again.scores).toEqual(fitted.scores);
      expect(again.loadings).toEqual(fitted.loadings);
    });

    test('whitened scores have variance 1', () => {
      const { scores } = solve(x, n, d, components, true);
      for (let j = 0; j < components; j++) {
        let variance = 0;
        for (let i = 0; i < n; i++) variance += scores[i * components + j] ** 2 / (n - 1);
        expect(variance).toBeCloseTo(1, 5);
      }
    });

    test('the ml-pca object predicts the same scores', () => {
      const rows = [Array.from(x.subarray(0, d)), Array.from(x.subarray(d, 2 * d))];
      const predicted = mlPcaModel(fitted).predict(rows).to2DArray().flat();
      for (const [at, value] of predicted.entries()) expect(value).toBeCloseTo(fitted.scores[at], 4);
    });
  });

  test('a fit leaves no trace in the memory of the next', () => {
    const fitSmall = () => [solve(relu(90, 402), 90, 402, 12), solve(relu(301, 402), 301, 402, 20)];
    const first = fitSmall();
    solve(relu(410, 1500), 410, 1500, 50);
    expect(fitSmall()).toEqual(first);
  });

  test('both solvers agree on the same data', () => {
    const [n, d, components] = [260, 200, 20];
    const x = relu(n, d);
    const fitted = solve(x, n, d, components);
    const other = fitTopComponents({ x, n, d }, components, linalg);
    expectRelative(other.explainedVariance, fitted.explainedVariance, 1e-6);
    for (let a = 0; a < components; a++) {
      const sign = Math.sign(other.loadings[a * d] * fitted.loadings[a * d]);
      for (let j = 0; j < d; j++) expect(sign * other.loadings[a * d + j]).toBeCloseTo(fitted.loadings[a * d + j], 5);
      for (let i = 0; i < n; i++) {
        expect(sign * other.scores[a * n + i]).toBeCloseTo(fitted.scores[i * components + a], 4);
      }
    }
  });

  test.each([5, 9, 12, 20])('equal largest variances are counted as often as they occur: %i times', (times) => {
    // 250 samples: pairs +-e_j scaled so that variances come `times` at a time.
    const [n, d] = [250, 300];
    const scale = (j: number) => Math.fround(0.9 ** Math.floor(j / times));
    const x = new Float32Array(n * d);
    for (let i = 0; i < n; i++) x[i * d + Math.floor(i / 2)] = (i % 2 === 0 ? 1 : -1) * scale(Math.floor(i / 2));
    const { explainedVariance } = solve(x, n, d, 12);
    const expected = Array.from({ length: 12 }, (_, j) => (2 * scale(j) ** 2) / (n - 1));
    expectRelative(explainedVariance, expected, 1e-6);
  });

  test('whatever the variances are and however often they occur, the largest are found', () => {
    const [n, d] = [250, 300];
    const groups = fc.array(fc.record({ scale: fc.double({ min: 0.1, max: 1, noNaN: true }), times: fc.nat(40) }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(groups, fc.integer({ min: 1, max: 60 }), fc.integer(), (spectrum, components, seed) => {
        const scales = spectrum
          .flatMap(({ scale, times }) => Array<number>(times).fill(Math.fround(scale)))
          .slice(0, n / 2);
        const features = permutation(d, randomFor('test', 'features', seed));
        const x = new Float32Array(n * d);
        for (const [j, scale] of scales.entries()) {
          x[2 * j * d + features[j]] = scale;
          x[(2 * j + 1) * d + features[j]] = -scale;
        }
        const expected = scales.map((scale) => (2 * scale ** 2) / (n - 1)).sort((a, b) => b - a);
        const { explainedVariance } = solve(x, n, d, components);
        expectRelative(
          explainedVariance,
          Array.from({ length: components }, (_, j) => expected[j] ?? 0),
          1e-6,
        );
      }),
      { numRuns: 60 },
    );
  });

  test('variance between samples that share no feature with the others is found', () => {
    // Samples come in pairs +-v: then means are zero, and the two halves have nothing in common.
    const [pairs, d, first] = [125, 1100, 72];
    const [left, right] = [relu(pairs, first), relu(pairs, d - first)];
    const x = new Float32Array(4 * pairs * d);
    for (let i = 0; i < 2 * pairs; i++) {
      const row = i < pairs ? left.subarray(i * first, (i + 1) * first) : right.subarray((i - pairs) * (d - first));
      for (let j = 0; j < (i < pairs ? first : d - first); j++) {
        const at = 2 * i * d + j + (i < pairs ? 0 : first);
        x[at] = row[j];
        x[at + d] = -row[j];
      }
    }
    const { explainedVariance } = solve(x, 4 * pairs, d, 20);
    expectRelative(explainedVariance, exactVariances(x, 4 * pairs, d).slice(0, 20), 1e-6);
  });

  describe.each([
    ['ml-pca', 40, 30],
    ['Gram matrix', 40, 300],
    ['Gram matrix, block Krylov', 230, 300],
    ['scatter matrix', 400, 300],
  ])('%s on degenerate data', (_, n, d) => {
    test('constant features give zeros', () => {
      const fitted = solve(new Float32Array(n * d).fill(0.3), n, d, 5, true);
      for (const values of [fitted.scores, fitted.loadings, fitted.explainedVariance, fitted.explainedVarianceRatio]) {
        expect(values.every((value) => value === 0)).toBe(true);
      }
    });

    test('components beyond the rank have zero variance and scores', () => {
      const x = Float32Array.from({ length: n * d }, (_, at) => {
        const [i, j] = [Math.floor(at / d), at % d];
        return (i % 5) * (j % 3) + (i % 7) * (j % 2);
      });
      for (const whiten of [false, true]) {
        const { scores, explainedVariance } = solve(x, n, d, 6, whiten);
        expect([...explainedVariance.subarray(2)]).toEqual([0, 0, 0, 0]);
        expect(explainedVariance[1]).toBeGreaterThan(0);
        expect(scores.every(Number.isFinite)).toBe(true);
        expect(scores.every((value, at) => at % 6 < 2 || value === 0)).toBe(true);
      }
    });

    test('a number that is not finite is refused', () => {
      expect(() => solve(new Float32Array(n * d).fill(Number.NaN), n, d, 2)).toThrow('finite');
    });
  });

  test.each([
    [90, 300],
    [260, 300],
    [400, 300],
    [300, 20],
  ])('a power of two changes nothing but the exponents, however large or small numbers become: %i x %i', (n, d) => {
    const x = relu(n, d);
    const times = <Values extends Float32Array | Float64Array>(values: Values, by: number) => values.map((v) => v * by);
    for (const whiten of [false, true]) {
      const { scores, loadings, mean, explainedVariance, explainedVarianceRatio } = solve(x, n, d, 5, whiten);
      for (const scale of [2 ** -100, 2 ** -70, 2 ** -30, 2 ** 50, 2 ** 66, 2 ** 110]) {
        const scaled = x.map((value) => value * scale);
        expect(solve(scaled, n, d, 5, whiten)).toEqual({
          scores: whiten ? scores : times(scores, scale),
          loadings,
          mean: times(mean, scale),
          explainedVariance: times(explainedVariance, scale * scale),
          explainedVarianceRatio,
        });
      }
    }
  });

  test('scores that float32 cannot hold are infinite', () => {
    const x = Float32Array.from({ length: 100 * 90 }, (_, at) => (at % 180 < 90 ? 3e38 : -3e38));
    expect(solve(x, 100, 90, 1).scores.some(Number.isFinite)).toBe(false);
  });

  test('components out of range are refused', () => {
    expect(() => solve(new Float32Array(6), 2, 3, 3)).toThrow('expected 1..2 for 2 x 3 data');
  });

  test('one-hot samples, of which all variances but one are equal', () => {
    const n = 260;
    const x = Float32Array.from({ length: n * 300 }, (_, at) => (Math.floor(at / 300) === at % 300 ? 1 : 0));
    const fitted = solve(x, n, 300, 8);
    expectRelative(fitted.explainedVariance, new Array<number>(8).fill(1 / (n - 1)), 1e-6);
    expectContract(fitted, x, n, 300);
  });
}
