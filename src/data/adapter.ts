import type { DatasetFacts } from '../language/dataset-facts.js';
import type { Warning } from '../language/warnings/warning.js';
import type { Shape } from '../networks/layer.js';
import type { Json } from '../store/fingerprint.js';
import type { DataFailure } from './failure.js';
import type { Split } from './split.js';

/** A decoded dataset: bytes, which engines divide by 255, or float32 as they are. */
export interface Dataset {
  readonly inputShape: Shape;
  readonly classNames: readonly string[];
  readonly train: Split;
  readonly test: Split;
}

/** Facts, and what is to be said of the samples: in any case, as they are, or once they are standardized. */
export interface FoundFacts extends DatasetFacts {
  readonly notes?: {
    readonly always: readonly Warning[];
    readonly raw: readonly Warning[];
    readonly standardized: readonly Warning[];
  };
}

/** Absolute paths of a dataset's source files by their roles. Their contents identify the data, their paths do not. */
export type SourceFiles = { readonly [role: string]: string };

/** What of a choice decides the samples besides the content of the files: no paths. Part of the fingerprint. */
export type Options = { readonly [name: string]: Json };

/**
 * A way to get a dataset. `Choice` is what the experiment file says of it; `facts` and `decode` may look at nothing but
 * the files and the options.
 */
export interface Adapter<Choice, Chosen extends Options> {
  /** Raised whenever the same files and options are read as other samples. */
  readonly version: number;
  /** Whether they are there is for `facts` to say. */
  files(choice: Choice): SourceFiles;
  /** `seed` draws test samples where the choice asks for a share. */
  options(choice: Choice, seed: number): Chosen;
  /** From constants, headers, labels or a small table, never from all samples; independent of the seed. */
  facts(files: SourceFiles, options: Chosen): FoundFacts | DataFailure;
  /** Checks everything, also what `facts` did. */
  decode(files: SourceFiles, options: Chosen): Dataset | DataFailure;
}
