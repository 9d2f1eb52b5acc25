import { availableParallelism } from 'node:os';
import type { Prepared } from './prepare.js';

/** Worker processes of a run: as asked for, else as the experiment says, else one for each core. */
export function jobsFor(options: { readonly jobs?: number }, { run }: Pick<Prepared, 'run'>): number {
  return options.jobs ?? (run.jobs === 'auto' ? availableParallelism() : run.jobs);
}
