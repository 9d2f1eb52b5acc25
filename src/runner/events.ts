import type { StageName, StepFailure, TrainingProgress } from '../stages/stage.js';

export type Outcome = 'ran' | 'cached' | 'skipped' | 'failed';

export interface StepEnded {
  readonly type: 'step';
  readonly id: string;
  readonly stage: StageName;
  readonly outcome: Outcome;
  /** Wall time of this run's work on it; 0 when it did not run. */
  readonly seconds: number;
  readonly failure?: StepFailure;
}

export interface RunFinished {
  readonly type: 'finished';
  readonly ran: number;
  readonly cached: number;
  readonly skipped: number;
  readonly failed: number;
  readonly seconds: number;
}

/** What happens in a run, for renderers. */
export type RunEvent =
  | { readonly type: 'planned'; readonly steps: readonly { readonly id: string; readonly stage: StageName }[] }
  | { readonly type: 'started'; readonly id: string; readonly stage: StageName }
  | ({ readonly type: 'progress'; readonly id: string } & TrainingProgress)
  | { readonly type: 'notice'; readonly message: string }
  | StepEnded
  | RunFinished;

export type Listener = (event: RunEvent) => void;
