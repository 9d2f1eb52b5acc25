import type { Shape } from '../networks/layer.js';
import type { Warning } from './warnings/warning.js';

/** What the checks must know about a dataset before its samples are decoded. */
export interface DatasetFacts {
  readonly inputShape: Shape;
  readonly classNames: readonly string[];
  /** Samples of each class in the whole training split, whatever part of it the experiment takes. */
  readonly train: readonly number[];
  /** Samples of each class in the test split. */
  readonly test: readonly number[];
  /** What a reader of the results must know of how the files were read. */
  readonly warnings?: readonly Warning[];
}
