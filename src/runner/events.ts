import type { Warning } from '../language/warnings/warning.js';
import type { StageName, StepFailure, TrainingProgress } from '../stages/stage.js';
import type { Cause } from './causes.js';

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

/** Why steps run: told before the first of them starts, and not at all where none runs. */
export interface CausesFound {
  readonly type: 'causes';
  /** The experiment whose last run this one is compared with, if there is any. */
  readonly comparedWith: string | null;
  /** Whether that is another experiment than this one. */
  readonly isAnother: boolean;
  readonly causes: readonly Cause[];
}

/** Steps that a change could have reached, and whose inputs then were those of steps that have run; told at the end. */
export interface StepsSpared {
  readonly type: 'spared';
  readonly ids: readonly string[];
}

/** What makes results mean less than they seem to: told as soon as it is known, before the first step or after the last. */
export interface WarningFound extends Warning {
  readonly type: 'warning';
  /** `exp.yaml:12:5`, where the experiment says what the warning is about. */
  readonly at?: string;
}

/** A step whose worker died is tried again after a pause. */
export interface RetryAhead {
  readonly type: 'retry';
  readonly id: string;
  readonly stage: StageName;
  /** From 1, of `retries`. */
  readonly retry: number;
  readonly retries: number;
  /** Until then. */
  readonly seconds: number;
  readonly failure: StepFailure;
}

/** No more steps are started: what runs may finish. */
export interface RunStopping {
  readonly type: 'stopping';
  readonly because: 'signal' | 'failure';
  /** Steps that run. */
  readonly ids: readonly string[];
}

/** What happens in a run, for renderers. */
export type RunEvent =
  /** Of several that one call runs, the next. */
  | { readonly type: 'experiment'; readonly name: string }
  | { readonly type: 'planned'; readonly steps: readonly { readonly id: string; readonly stage: StageName }[] }
  | CausesFound
  | StepsSpared
  | WarningFound
  | { readonly type: 'started'; readonly id: string; readonly stage: StageName }
  | ({ readonly type: 'progress'; readonly id: string } & TrainingProgress)
  | { readonly type: 'notice'; readonly message: string }
  | RetryAhead
  | RunStopping
  | StepEnded
  | RunFinished;

export type Listener = (event: RunEvent) => void;
