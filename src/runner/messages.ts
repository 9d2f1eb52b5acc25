import type { SourceFiles } from '../data/adapter.js';
import type { StageName, StepFailure, TrainingProgress } from '../stages/stage.js';
import type { Digest, Fingerprint } from '../store/fingerprint.js';
import type { Artifacts } from '../store/store.js';
import type { Limits } from './limits.js';

/** Sent to a worker: run this step; its inputs are in the store. */
export interface WorkOrder {
  readonly id: string;
  readonly stage: StageName;
  readonly fingerprint: Fingerprint;
  readonly cache: string;
  readonly sources: SourceFiles;
  readonly limits: Limits;
}

/** How an attempt at a step ended. */
export type WorkResult = StepResult | WorkerDeath;

export type StepResult =
  | { readonly type: 'done'; readonly id: string; readonly artifacts: Artifacts; readonly seconds: number }
  | { readonly type: 'corrupt'; readonly id: string; readonly digest: Digest }
  | { readonly type: 'failed'; readonly id: string; readonly failure: StepFailure };

/** The worker's process ended in the middle of the step, by itself or by what it may not exceed. */
export interface WorkerDeath {
  readonly type: 'died';
  readonly id: string;
  readonly failure: StepFailure;
  /** Whether the process had done other steps before. */
  readonly wasUsed: boolean;
}

export type WorkerMessage =
  /** The program runs: nothing before it failed. */
  | { readonly type: 'ready' }
  | StepResult
  | { readonly type: 'progress'; readonly id: string; readonly progress: TrainingProgress };

export const OUT_OF_MEMORY_HINT =
  'make the network, the batch or the probe smaller, or run fewer --jobs; finished steps are kept';
