import { readFileSync } from 'node:fs';
import type { MeasureName } from '../../src/language/config.js';

interface Golden {
  readonly partitions: readonly {
    readonly name: string;
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly expected: Readonly<Record<MeasureName, number>>;
  }[];
  readonly pca: {
    readonly x: readonly (readonly number[])[];
    readonly components: number;
    readonly explainedVariance: readonly number[];
    readonly explainedVarianceRatio: readonly number[];
    readonly scoresUpToSign: readonly (readonly number[])[];
  };
}

/** Numbers from scikit-learn and NumPy. */
export const golden: Golden = JSON.parse(readFileSync(new URL('../golden/measures.json', import.meta.url), 'utf8'));
