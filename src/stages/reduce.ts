import { allFinite, largestOf } from '../algorithms/finite.js';
import { LinearAlgebra } from '../algorithms/linear-algebra.js';
import { fitPca } from '../algorithms/pca.js';
import { encodeNpy } from '../formats/npy.js';
import type { Fingerprint } from '../store/fingerprint.js';
import { floatsOf, readArray } from './arrays.js';
import { input, jsonFile, made, type StageContext, type StageResult } from './stage.js';

interface Params {
  readonly components: number;
  readonly whiten: boolean;
  /** Whether products and sums are rounded once. */
  readonly fused: boolean;
}

/** Reduces activations to scores (nSamples, components). */
export function runReduce(fingerprint: Fingerprint, { store }: StageContext): StageResult {
  const { components, whiten, fused } = fingerprint.params as unknown as Params;
  const activations = readArray(store, input(fingerprint, 'activations'));
  const [samples, features] = activations.shape;
  const fitted = fitPca(floatsOf(activations), samples, features, { components, whiten }, () => {
    return LinearAlgebra.load(fused);
  });
  const { scores, explainedVariance, explainedVarianceRatio } = fitted;
  if (!allFinite(scores)) return overflown(largestOf(floatsOf(activations)));
  return made([
    ['scores.npy', encodeNpy(scores, [samples, components])],
    [
      'fitted.json',
      jsonFile({ explainedVariance: [...explainedVariance], explainedVarianceRatio: [...explainedVarianceRatio] }),
    ],
  ]);
}

function overflown(largest: number): StageResult {
  const message = `activations reach ${largest.toPrecision(2)}: sums of them are too large for float32`;
  const hint = 'lower the learning rate, or write `standardize: true` under `dataset` where features are large';
  return { ok: false, failure: { code: 'overflow', message, hint } };
}
