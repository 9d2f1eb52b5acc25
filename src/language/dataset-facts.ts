import type { Shape } from '../networks/layer.js';

/** What the checks must know about a dataset before any of its images are read. */
export interface DatasetFacts {
  readonly inputShape: Shape;
  readonly classes: number;
  /** Samples in the whole training split, whatever part of it the experiment takes. */
  readonly trainSize: number;
  readonly testSize: number;
}
