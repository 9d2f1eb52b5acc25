import { Matrix } from 'ml-matrix';
import { PCA } from 'ml-pca';
import type { Samples } from './centred-panels.js';
import { scaleOf } from './finite.js';
import { LinearAlgebra } from './linear-algebra.js';
import { topComponents } from './top-components.js';

/** Up to this many features ml-pca decomposes the whole covariance matrix; above it we compute the leading part only. */
const mlPcaFeatures = 64;
/** A variance below this share of the largest is rounding: centred values are float32, of relative error 2^-24. */
const zeroVariance = 1e-12;

export interface PcaParams {
  /** Number of components, 1..min(n, d). */
  readonly components: number;
  /** Divide the scores by their standard deviation. */
  readonly whiten: boolean;
}

/** A fitted principal component analysis, with scikit-learn's conventions (variances over n - 1). */
export interface PcaFit {
  /** (n x components), row-major: the centred samples projected on the components, whitened if so asked. */
  readonly scores: Float32Array;
  /** (d): the mean of each feature. */
  readonly mean: Float64Array;
  /** (components x d), row-major: unit rows whose largest absolute entry is positive; zero where there is no variance. */
  readonly loadings: Float64Array;
  /** (components): variance of each component, descending, >= 0. */
  readonly explainedVariance: Float64Array;
  /** (components): the same as shares of the total variance, 0..1; 0 for constant data. */
  readonly explainedVarianceRatio: Float64Array;
}

/**
 * Principal components of `x` (n x d, row-major): eigenvectors of the covariance of the centred samples (Pearson 1901;
 * Jolliffe 2002, chapter 3). Deterministic to the bit. `load` gives the SIMD module, which only data of more than
 * 64 features needs; its arithmetic decides their last bits. Throws on a number that is not finite; scores that float32
 * cannot hold are infinite.
 */
export function fitPca(x: Float32Array, n: number, d: number, params: PcaParams, load = LinearAlgebra.load): PcaFit {
  const scale = scaleOf(x);
  if (scale === 1) return fitScaled(x, n, d, params, load);
  const { scores, mean, explainedVariance, ...rest } = fitScaled(
    x.map((value) => value / scale),
    n,
    d,
    params,
    load,
  );
  return {
    ...rest,
    scores: params.whiten ? scores : scores.map((value) => value * scale),
    mean: mean.map((value) => value * scale),
    explainedVariance: explainedVariance.map((value) => value * scale * scale),
  };
}

/** The same for numbers whose products float32 can hold. */
function fitScaled(x: Float32Array, n: number, d: number, params: PcaParams, load: () => LinearAlgebra): PcaFit {
  const { components, whiten } = params;
  if (!(components >= 1 && components <= Math.min(n, d))) {
    throw new RangeError(`components: expected 1..${Math.min(n, d)} for ${n} x ${d} data, got ${components}`);
  }
  const samples = { x, n, d };
  const fitted = d <= mlPcaFeatures ? fitWithMlPca(samples, components) : fitTopComponents(samples, components, load());
  const { mean, totalVariance, explainedVariance, loadings, scores } = fitted;
  for (let j = 0; j < components; j++) {
    const empty = explainedVariance[j] <= zeroVariance * explainedVariance[0];
    const deviation = whiten ? Math.sqrt(explainedVariance[j]) : 1;
    if (empty) {
      explainedVariance[j] = 0;
      scaleRow(loadings, j, d, 0);
    }
    scaleRow(scores, j, n, empty ? 0 : 1 / deviation);
  }
  return {
    scores: samplesByComponents(scores, n, components),
    mean,
    loadings,
    explainedVariance,
    explainedVarianceRatio: explainedVariance.map((variance) => (totalVariance > 0 ? variance / totalVariance : 0)),
  };
}

/** What both solvers learn; the largest absolute entry of each component's loadings is positive. */
interface Components {
  readonly mean: Float64Array;
  /** Of all features together. */
  readonly totalVariance: number;
  readonly explainedVariance: Float64Array;
  /** (components x d) and (components x n). */
  readonly loadings: Float64Array;
  readonly scores: Float64Array;
}

/** ml-pca's covariance method. */
function fitWithMlPca({ x, n, d }: Samples, components: number): Components {
  if (!x.every(Number.isFinite)) throw new RangeError('PCA: expected finite numbers only');
  const rows = Array.from({ length: n }, (_, i) => Array.from(x.subarray(i * d, (i + 1) * d)));
  const pca = new PCA(rows, { method: 'covarianceMatrix' });
  const variances = Float64Array.from(pca.getEigenvalues(), (value) => Math.max(0, value));
  const loadings = flat(pca.getLoadings().to2DArray().slice(0, components), d);
  const scores = flat(pca.predict(rows, { nComponents: components }).transpose().to2DArray(), n);
  for (let j = 0; j < components; j++) {
    const sign = signOf(loadings.subarray(j * d, (j + 1) * d));
    scaleRow(loadings, j, d, sign);
    scaleRow(scores, j, n, sign);
  }
  return {
    mean: Float64Array.from(pca.toJSON().means),
    totalVariance: variances.reduce((sum, value) => sum + value, 0),
    explainedVariance: variances.slice(0, components),
    loadings,
    scores,
  };
}

/** The leading components only, for data with many features. Exported for the tests: `fitPca` chooses. */
export function fitTopComponents(samples: Samples, components: number, linalg: LinearAlgebra): Components {
  const { mean, squares, componentSquares, loadings, scores } = topComponents(samples, components, linalg);
  const degreesOfFreedom = Math.max(1, samples.n - 1);
  const explainedVariance = componentSquares.map((square) => square / degreesOfFreedom);
  return { mean, totalVariance: squares / degreesOfFreedom, explainedVariance, loadings, scores };
}

/** The sign that makes the largest absolute entry positive; the first of equals decides. */
function signOf(row: Float64Array): 1 | -1 {
  let largest = 0;
  for (const value of row) if (Math.abs(value) > Math.abs(largest)) largest = value;
  return largest < 0 ? -1 : 1;
}

function scaleRow(rows: Float64Array, index: number, length: number, scale: number): void {
  if (scale === 1) return;
  // Not `*=`: zero times a negative number is -0, and times NaN is NaN.
  for (let i = index * length; i < (index + 1) * length; i++) rows[i] = scale === 0 ? 0 : rows[i] * scale;
}

function samplesByComponents(scores: Float64Array, n: number, components: number): Float32Array {
  const result = new Float32Array(n * components);
  for (let j = 0; j < components; j++) {
    for (let i = 0; i < n; i++) result[i * components + j] = scores[j * n + i];
  }
  return result;
}

/** The ml-pca model of these components, not whitened, to `predict` and `invert` with. */
export function mlPcaModel({ mean, loadings, explainedVariance }: PcaFit): PCA {
  const d = mean.length;
  const rows = Array.from(explainedVariance.keys(), (j) => loadings.subarray(j * d, (j + 1) * d));
  const U = new Matrix(rows).transpose();
  const S = Array.from(explainedVariance);
  return PCA.load({ name: 'PCA', center: true, scale: false, means: Array.from(mean), stdevs: [], U, S });
}

function flat(rows: readonly (readonly number[])[], length: number): Float64Array {
  const result = new Float64Array(rows.length * length);
  for (const [index, row] of rows.entries()) result.set(row, index * length);
  return result;
}
