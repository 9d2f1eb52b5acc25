import type { Config } from '../language/config.js';
import { planAnalysis } from './plan-analysis.js';
import { type PlanFacts, planTraining } from './plan-training.js';
import type { Step } from './step.js';

/** All steps of an experiment, each after the steps that it needs. */
export function planSteps(config: Config, facts: PlanFacts): Step[] {
  return [...planTraining(config, facts), ...planAnalysis(config, facts)];
}
