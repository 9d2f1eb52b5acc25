import type { RunConfig } from './config.js';
import type { RunSpec } from './spec.js';

/** A stage has the limits of the whole run where it has none of its own. */
export function decideRun(spec: RunSpec = {}): RunConfig {
  const { jobs = 'auto', failFast = false, retries = 2, timeout = 'none', memory = 'none', stages = {} } = spec;
  const limits = { retries, timeout, memory };
  const own = Object.entries(stages).map(([stage, written]) => [stage, { ...limits, ...written }] as const);
  return { jobs, failFast, ...limits, stages: Object.fromEntries(own) };
}
