import type { SourceFiles } from '../data/adapter.js';
import type { StageName, StepFailure, TrainingProgress } from '../stages/stage.js';
import type { Digest, Fingerprint } from '../store/fingerprint.js';
import type { Artifacts } from '../store/store.js';

/** Sent to a worker: run this step; its inputs are in the store. */
export interface WorkOrder {
  readonly id: string;
  readonly stage: StageName;
  readonly fingerprint: Fingerprint;
  readonly cache: string;
  readonly sources: SourceFiles;
}

/** How an attempt at a step ended. */
export type WorkResult =
  | { readonly type: 'done'; readonly id: string; readonly artifacts: Artifacts; readonly seconds: number }
  | { readonly type: 'corrupt'; readonly id: string; readonly digest: Digest }
  | { readonly type: 'failed'; readonly id: string; readonly failure: StepFailure };

export type WorkerMessage =
  | WorkResult
  | { readonly type: 'progress'; readonly id: string; readonly progress: TrainingProgress };

export const OUT_OF_MEMORY_HINT =
  'make the network, the batch or the probe smaller, or run fewer --jobs; finished steps are kept';
