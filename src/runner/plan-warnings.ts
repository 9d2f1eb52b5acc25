import { total } from '../language/class-counts.js';
import type { Config } from '../language/config.js';
import type { Clustering, WarningsParams } from '../stages/warnings.js';
import type { Json } from '../store/fingerprint.js';
import { asJson, type PlanFacts, trainId } from './plan-training.js';
import { type InputRef, type Step, step } from './step.js';

/** One step that collects all warnings, so that terminal, run.json and page say the same. */
export function warningsStep(
  config: Config,
  shownConfig: Json,
  { dataset, warnings }: PlanFacts,
  clusterings: readonly Clustering[],
): Step {
  const epoch = Math.max(...config.capture.epochs);
  const scores = config.models.map(({ name }) => ({ model: name, epoch }));
  const test: WarningsParams['test'] = { samples: total(dataset.test), largest: Math.max(...dataset.test) };
  return step({
    id: 'warnings',
    stage: 'warnings',
    params: {
      config: shownConfig,
      known: asJson(warnings),
      test: asJson(test),
      scores: asJson(scores),
      clusterings: asJson(clusterings),
    },
    inputs: {
      scores: scores.map(({ model }): InputRef => [trainId(model, epoch), 'score.json']),
      labels: clusterings.map(({ label }): InputRef => [label, 'summary.json']),
    },
    origins: { '': 'derived', config: [], 'config.dataset.use': 'derived' },
  });
}
