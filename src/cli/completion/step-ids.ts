import { rulesOf } from '../../data/dataset.js';
import type { Experiment } from '../../language/read.js';
import { planSteps } from '../../runner/plan.js';
import type { Digest } from '../../store/fingerprint.js';
import { planEngines } from '../engines.js';
import { readConfigs } from '../prepare.js';

/** Ids of the steps of a file's experiments; none where it has errors. What steps are called does not depend on any digest, so nothing is hashed. */
export function stepIds(file: string, set: readonly string[]): string[] {
  return experimentsOf(file, set).flatMap(({ config, facts }) => {
    const undigested = (files: readonly string[]) => files.map(() => '' as Digest);
    const engines = planEngines(config, facts, undigested);
    const rules = rulesOf(config.dataset.use, config.seed);
    return planSteps(config, { dataset: facts, rules, sources: {}, engines, warnings: [], fused: true }).map(
      ({ id }) => id,
    );
  });
}

/** Cases of a file's matrix. */
export function caseNames(file: string, set: readonly string[]): string[] {
  return experimentsOf(file, set).flatMap((one) => one.case ?? []);
}

function experimentsOf(file: string, set: readonly string[]): readonly Experiment[] {
  return readConfigs(file, { set: [...set] })?.experiments ?? [];
}
