import { rulesOf } from '../../data/dataset.js';
import { planSteps } from '../../runner/plan.js';
import type { Digest } from '../../store/fingerprint.js';
import { planEngines } from '../engines.js';
import { readConfig } from '../prepare.js';

/** Ids of an experiment's steps; none where it has errors. What steps are called does not depend on any digest, so nothing is hashed. */
export function stepIds(file: string, set: readonly string[]): string[] {
  const read = readConfig(file, set);
  if (read === undefined) return [];
  const { config, facts } = read;
  const undigested = (files: readonly string[]) => files.map(() => '' as Digest);
  const engines = planEngines(config, facts, undigested);
  const rules = rulesOf(config.dataset.use, config.seed);
  return planSteps(config, { dataset: facts, rules, sources: {}, engines }).map(({ id }) => id);
}
