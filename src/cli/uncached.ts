import type { Step } from '../runner/step.js';
import { EXIT } from './call.js';
import { complain } from './output.js';

/** For what needs results that are not there yet; gives the exit status. */
export function complainUncached(file: string, missing: readonly Step[]): number {
  const [{ id }] = missing;
  const steps = missing.length === 1 ? id : `${missing.length} steps, the first ${id}`;
  complain(`error not-cached: the cache does not have ${steps}\n  run the experiment first: pipeline run ${file}`);
  return EXIT.failed;
}
