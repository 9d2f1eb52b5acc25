/** Exit statuses: done, a step failed, the experiment or the call is wrong, --check found something, interrupted. */
export const EXIT = { done: 0, failed: 1, wrong: 2, found: 3, interrupted: 130 } as const;

/** Options that every command with an experiment file knows. */
export interface ExperimentOptions {
  readonly set: string[];
  /** One of the experiments that the file's matrix makes. */
  readonly case?: string;
  readonly cache: string;
}
